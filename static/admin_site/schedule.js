// The button says what it will do: "Schedule for 3 May 2027, 09:00 in Vladivostok time, until 10 May 2027, 18:00".
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];

for (const box of document.querySelectorAll("[data-schedule]")) {
  const [from, until, zone] = ["at", "until", "zone"].map((name) => box.querySelector(`[name=schedule_${name}]`));
  const button = box.querySelector("[name=_schedule]");
  const plain = button.textContent;
  const say = () => {
    const [start, end] = [from, until].map((field) => inWords(field?.value));
    const chosen = zone.selectedOptions[0];
    const where = chosen.value === "UTC" ? " UTC" : ` in ${chosen.textContent} time`;
    if (start) button.textContent = `${plain} for ${start}${where}${end && `, until ${end}`}`;
    else button.textContent = end ? `Publish now, until ${end}${where}` : plain;
  };
  box.addEventListener("input", say);
  box.addEventListener("change", say);
  say();
}

function inWords(value) {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)/.exec(value) ?? [];
  return year ? `${Number(day)} ${MONTHS[month - 1]} ${year}, ${time}` : "";
}
