// Let commands be copied by one press, where the browser can.
for (const command of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.className = "quiet";
  button.textContent = command.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = command.dataset.copied;
  });
  if (navigator.clipboard) command.after(button);
}
