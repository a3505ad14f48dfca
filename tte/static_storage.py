"""Static files under names that carry their hash, for production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites the relative imports of JavaScript modules, static and dynamic, to the hashed names."""

    support_js_module_import_aggregation = True
