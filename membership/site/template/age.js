// Say how long ago the day is to which the facts are verified: the page itself never asks the clock.
for (const time of document.querySelectorAll("time.verified")) {
  const months = Math.floor((Date.now() - Date.parse(time.dateTime)) / 2629746e3);
  if (months < 2) continue;
  const ago = document.createElement("span");
  ago.textContent = months < 24 ? ` (${months} months before you read this)` : ` (${Math.floor(months / 12)} years before you read this)`;
  time.after(ago);
}
