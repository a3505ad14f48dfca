// Light, dark, or as the device says. A cookie keeps the choice, so that the server sends the right page at once.

const COOKIE = "tte_theme";
const root = document.documentElement;
root.classList.add("js");

function choose(theme) {
  if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  show();
}

function show() {
  const now = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  }
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-theme-choice]");
  if (button) choose(button.dataset.themeChoice);
});
show();
