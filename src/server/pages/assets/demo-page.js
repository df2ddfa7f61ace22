// A tiny merchant: getMetaInfo, Initialize, redirect or frame, and what comes back.

import { element } from "./dom.js";

const view = JSON.parse(document.getElementById("view").textContent);
const form = document.getElementById("form");
const remembered = "cloudauth-local-demo";

form.DocType.append(...view.documents.map(([value, meaning]) => element("option", { value }, `${meaning}`)));
form.language.append(...view.languages.map(([value, meaning]) => element("option", { value, selected: value === "en" }, meaning)));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  start(event.submitter?.value ?? "redirect").catch((fault) => tell("bad", "Something went wrong", String(fault)));
});
if (new URLSearchParams(location.search).has("response")) back();

// Tells the next part of the story, and remembers it: the page is left on the way to TransactionUrl.
function tell(kind, title, text, data) {
  const story = JSON.parse(sessionStorage.getItem(`${remembered}-story`) ?? "[]");
  sessionStorage.setItem(`${remembered}-story`, JSON.stringify([...story, { kind, title, text, data }]));
  show(kind, title, text, data);
}

function show(kind, title, text, data) {
  document.getElementById("nothing").hidden = true;
  document.getElementById("events").append(element("li", { "data-kind": kind }, element("h3", {}, title),
    text && element("p", {}, text),
    data !== undefined && element("pre", { tabIndex: 0 }, typeof data === "string" ? data : JSON.stringify(data, null, 2))));
}

// Calls the API as curl would: unsigned, with the parameters in the form body.
async function call(action, parameters) {
  const query = new URLSearchParams({ Action: action, Version: "2022-08-09", Format: "JSON" });
  const answer = await fetch(`../?${query}`, { method: "POST", body: new URLSearchParams(parameters) });
  return { ok: answer.ok, status: answer.status, body: await answer.json() };
}

async function start(way) {
  document.getElementById("events").replaceChildren();
  sessionStorage.removeItem(`${remembered}-story`);
  const metaInfo = window.getMetaInfo();
  if (form.device.value) metaInfo.deviceType = form.device.value;
  tell("", "getMetaInfo() in the browser", "", metaInfo);
  const returnUrl = new URL(location.href);
  returnUrl.search = "?order=42";
  returnUrl.hash = "back";
  const parameters = {
    ProductCode: "ID_OCR", MerchantBizId: crypto.randomUUID().replaceAll("-", ""), MerchantUserId: "demo-user",
    MetaInfo: JSON.stringify(metaInfo), DocType: form.DocType.value, ReturnUrl: returnUrl.href,
    CallbackUrl: view.callbackUrl, CallbackToken: "demo-token", LanguageConfig: JSON.stringify({ defaultLanguage: form.language.value }),
    IdSpoof: form.IdSpoof.checked ? "Y" : "N",
  };
  for (const name of ["ShowGuidePage", "ShowAlbumIcon", "ShowOcrResult", "EditOcrResult"]) parameters[name] = form[name].checked ? "1" : "0";
  const answer = await call("Initialize", parameters);
  if (!answer.ok) {
    const hint = answer.body.Code?.startsWith("Missing") ? "This emulator was started with accounts, and the demo signs nothing: start it without --account." : "";
    return tell("bad", `Initialize: ${answer.status} ${answer.body.Code}`, hint, answer.body);
  }
  tell("good", "Initialize on the merchant's server", "", answer.body);
  const { TransactionId, TransactionUrl, Protocol } = answer.body.Result;
  sessionStorage.setItem(remembered, JSON.stringify({ MerchantBizId: parameters.MerchantBizId, TransactionId }));
  if (way === "frame") return window.startVerify({ CertifyUrl: TransactionUrl, Protocol });
  location.assign(TransactionUrl);
}

// The browser is back at ReturnUrl.
async function back() {
  const url = new URL(location.href);
  const response = url.searchParams.get("response");
  history.replaceState(null, "", url.pathname);
  for (const { kind, title, text, data } of JSON.parse(sessionStorage.getItem(`${remembered}-story`) ?? "[]")) show(kind, title, text, data);
  let said = {};
  try { said = JSON.parse(response); } catch { /* shown as it is */ }
  tell(said.resultCode === "1000" ? "good" : "bad", "The browser came back to ReturnUrl",
    `order=${url.searchParams.get("order")}, resultCode ${said.resultCode}: ${view.clientResults[said.resultCode] ?? "unknown"}`, response);
  const of = JSON.parse(sessionStorage.getItem(remembered) ?? "null");
  if (!of) return;
  if (said.resultCode === "1000" || said.resultCode === "1001") await callback(of.TransactionId);
  const result = await call("CheckResult", of);
  const passed = result.body.Result?.Passed === "Y";
  tell(passed ? "good" : "bad", result.ok ? `CheckResult: Passed ${result.body.Result.Passed}, SubCode ${result.body.Result.SubCode}` : `CheckResult: ${result.status} ${result.body.Code}`, "", result.body);
  const inside = result.body.Result?.ExtIdInfo;
  if (inside) tell("", "ExtIdInfo, which is JSON inside a string", "", JSON.parse(inside));
}

// Waits a while for the callback to show up in the emulator's list of attempts.
async function callback(transactionId) {
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await fetch(`callbacks?transactionId=${encodeURIComponent(transactionId)}`);
    const attempts = answer.ok ? (await answer.json()).attempts : [];
    if (attempts.length > 0) return tell(attempts.at(-1).accepted ? "good" : "bad", "The service called the merchant's server", "GET CallbackUrl", attempts.at(-1));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  tell("bad", "No callback within 5 seconds", "The emulator's log says why.");
}
