// Stands in for the vendor's jsvm_all.js: getMetaInfo() describes the device to Initialize.
(function () {
  "use strict";
  window.getMetaInfo = function () {
    var phone = /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(navigator.userAgent);
    return { bioMetaInfo: "4.1.0:2916352,0", deviceType: phone ? "h5" : "web", ua: navigator.userAgent };
  };
})();
