// Keep a preview in step with its form: the page answers with the preview alone.
const form = document.querySelector("form[data-preview]");
const shown = document.querySelector(form.dataset.preview);
let asked;

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  const body = new FormData(form);
  body.set("do", "fragment");
  try {
    const answer = await fetch(location.href, { method: "POST", body, signal: asked.signal });
    if (answer.ok) shown.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") console.warn(error);
  }
}

form.addEventListener("change", (event) => event.target.name === "fields" && refresh());
