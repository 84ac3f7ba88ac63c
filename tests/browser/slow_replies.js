// A network on which the replies to one method wait: `holdReplies("SetAudience")`, then `letGo()`.
(() => {
  const real = window.fetch;
  let held = "";
  let waiting = [];
  window.holdReplies = (method) => {
    held = method;
  };
  window.isHeld = () => waiting.length;
  window.letGo = () => {
    held = "";
    for (const go of waiting.splice(0)) go();
  };
  window.fetch = async (path, options) => {
    const reply = await real(path, options);
    if (held && String(path).endsWith(held)) await new Promise((go) => waiting.push(go));
    return reply;
  };
})();
