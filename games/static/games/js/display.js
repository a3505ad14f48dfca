// The projector: B or a click on the screen blanks it. Loading the page again shows it.
const button = document.querySelector("[data-blank]");

function blank() {
  const isBlank = document.body.classList.toggle("blank");
  button.setAttribute("aria-pressed", String(isBlank));
}

button.addEventListener("click", blank);
document.getElementById("main").addEventListener("click", event => {
  if (!event.target.closest("a, button, summary, tte-map")) blank();
});
