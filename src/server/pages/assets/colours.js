// The colours of a StyleConfig, set through the CSSOM. A part that the merchant left open stays readable on what the
// merchant coloured.

export function colour(step, name, colours) {
  for (const { step: of, part, value } of colours) {
    if (of === name && CSS.supports("color", value)) step.style.setProperty(`--${part}`, value);
  }
  const set = (part) => step.style.getPropertyValue(`--${part}`) !== "";
  if (set("background") && !set("text")) {
    const ink = contrast(step, "--background");
    step.style.setProperty("--text", ink);
    if (!set("hint")) step.style.setProperty("--hint", ink);
  }
  if (set("button") && !set("buttonText")) step.style.setProperty("--buttonText", contrast(step, "--button"));
}

// Black or white, whichever is easier to read on the colour of a custom property.
function contrast(step, property) {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  step.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  const linear = (value) => (value / 255) ** 2.2;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.2 ? "#101820" : "#ffffff";
}
