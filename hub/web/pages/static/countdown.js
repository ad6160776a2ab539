// Counts down the seconds of a code by the device's steady clock, which nobody sets, and hides the
// code when they are over.
const box = document.querySelector("[data-lives]");
const begun = performance.now();
const left = () => Math.ceil(Number(box.dataset.lives) - (performance.now() - begun) / 1000);

function tell() {
  const seconds = left();
  box.querySelector("[data-left]").hidden = false;
  box.querySelector("[data-number]").textContent = String(Math.max(0, seconds));
  if (seconds > 0) return;
  clearInterval(ticking);
  box.hidden = true;
  document.querySelector("[data-over]").hidden = false;
}

const ticking = setInterval(tell, 500);
tell();
