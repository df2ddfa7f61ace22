// What the real page does not have: a choice of outcomes. In English, whatever the page's language.

import { button, element } from "./dom.js";

export function emulatorPanel(view, finish) {
  const subCode = element("input", { id: "sub-code", name: "subCode", value: view.subCode, maxLength: 32,
    autocomplete: "off", spellcheck: false });
  const spoofTypes = view.spoofTypes.map((value) => element("input", { type: "checkbox", id: `spoof-${value}`, value }));
  const code = element("select", { id: "result-code" },
    ...view.clientResults.map(([value, meaning]) => element("option", { value }, `${value} ${meaning}`)));
  const facts = [["TransactionId", view.transactionId], ["MerchantBizId", view.merchantBizId],
    ["DocType", view.document], ["ReturnUrl", view.returnUrl ?? "none"], ["CallbackUrl", view.callbackUrl ?? "none"],
    ...view.named.map(([name, value]) => [`StyleConfig ${name}`, `${value} (not fetched)`])];
  return element("aside", { className: "emulator", lang: "en", dir: "ltr", "aria-label": "Emulator" },
    element("details", { id: "emulator" },
      element("summary", {}, element("b", {}, "cloudauth-local"), " · choose the outcome"),
      element("div", { className: "inside" },
        element("p", {}, "This is an emulator. No camera is used and nothing leaves this machine. The specimen shown is what will be read."),
        view.onlyOnPhones && element("p", { id: "only-on-phones" }, "The vendor's PC page knows zh, TW and en only: there this one would be in English."),
        element("div", { className: "row" },
          button("Pass", () => finish("1000"), { id: "end-pass" })),
        element("div", { className: "row" },
          ...spoofTypes.map((box) => element("label", { className: "check" }, box, `spoofType ${box.value}`)),
          element("label", {}, "SubCode", subCode),
          button("Fail", () => finish("1001", { subCode: subCode.value.trim(), spoofType: spoofTypes.filter((box) => box.checked).map((box) => box.value) }), { id: "end-fail" })),
        element("div", { className: "row" },
          element("label", {}, "Client result code", code),
          button("End with this code", () => finish(code.value), { id: "end-code" })),
        element("p", {}, "These codes end the check in the browser alone: no callback, and CheckResult keeps answering ProcessNotCompleted."),
        element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])))));
}
