// Stands in for the vendor's verify.js: getMetaInfo() as in jsvm_all.js, and startVerify(), which opens the check in a
// frame over the page and at its end takes the page to ReturnUrl.
(function () {
  "use strict";
  window.getMetaInfo = function () {
    var phone = /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(navigator.userAgent);
    return { bioMetaInfo: "4.1.0:2916352,0", deviceType: phone ? "h5" : "web", ua: navigator.userAgent };
  };

  window.startVerify = function (options) {
    var url = new URL(options && options.CertifyUrl, location.href);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError("startVerify: CertifyUrl must be the TransactionUrl that Initialize answered");
    if (!options.Protocol) throw new TypeError("startVerify: Protocol must be the Protocol that Initialize answered");
    url.hash = "protocol=" + encodeURIComponent(options.Protocol);
    var before = document.activeElement;
    var frame = document.createElement("iframe");
    frame.title = "ID verification";
    frame.allow = "camera";
    frame.src = url.href;
    var looks = { position: "fixed", inset: "0", width: "100%", height: "100%", border: "0", zIndex: "2147483647", background: "#fff" };
    for (var name in looks) frame.style[name] = looks[name];
    window.addEventListener("message", function ended(event) {
      if (event.source !== frame.contentWindow || event.origin !== url.origin) return;
      if (!event.data || event.data.from !== "cloudauth-local") return;
      window.removeEventListener("message", ended);
      frame.remove();
      if (before && before.focus) before.focus();
      if (typeof event.data.redirect === "string" && /^https?:/i.test(event.data.redirect)) location.assign(event.data.redirect);
    });
    document.body.append(frame);
    frame.focus();
  };
})();
