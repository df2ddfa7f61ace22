// The specimen document, drawn from the fields that will be read off it.

import { element } from "./dom.js";

const SHOWN = ["surname", "givenname", "name", "englishName", "birthDate", "passportNo", "idNumber", "expiryDate"];

export function specimen(view, small = false) {
  const fields = view.fields.filter(([name]) => SHOWN.includes(name)).slice(0, 5);
  const rows = fields.map(([name, value]) =>
    element("div", {}, element("dt", {}, view.texts[`field.${name}`] ?? name), element("dd", {}, value)));
  return element("div", { className: small ? "specimen small" : "specimen", role: "img", "data-document": view.document,
    "aria-label": `${view.texts[`document.${view.document}`]} (specimen)` },
    element("div", { className: "head" }, view.texts[`document.${view.document}`]),
    element("div", { className: "photo" }),
    element("dl", {}, ...rows),
    element("div", { className: "mark" }, "SPECIMEN"));
}
