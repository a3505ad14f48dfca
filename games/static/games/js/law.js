// The law explorer: the address says what its forms ask, so that a page can be reloaded, kept and sent to a colleague.

function asked(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
}

function keepAddress(event) {
  const form = event.target.closest?.("form[data-keep-address]");
  if (!form) return;
  const query = asked(form);
  history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : ""));
}

document.addEventListener("input", keepAddress);
document.addEventListener("change", keepAddress);
