// htmx under our policy: it may parse the fragments that our server sends, and may evaluate nothing.
import htmx from "../vendor/htmx.js";

function refuse() { throw new Error("evaluation is switched off"); }

const policy = globalThis.trustedTypes
  ? trustedTypes.createPolicy("htmx", {createHTML: html => html, createScript: () => ""})
  : {createHTML: html => html, createScript: () => ""};

// An internal call: the vendored version is exact, and a browser test would see it change.
htmx.registerExtension("tte-policy", {init: api => api.initSecurity(policy, refuse, refuse)});

// A region must never be filled with the sign-in page that a redirect led to.
document.addEventListener("htmx:before:swap", event => {
  if (event.detail.ctx?.response?.raw?.redirected) {
    event.preventDefault();
    document.body.dispatchEvent(new CustomEvent("tte:signed-out"));
  }
});

export default htmx;
