// A service that says what the test tells it to: `answer(reply)` reaches the page, `sent` is what the page sent.
(() => {
  window.sent = [];
  class Told extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    bufferedAmount = 0;
    constructor() {
      super();
      window.answer = (reply) => this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(reply) }));
      window.lose = (code) => this.dispatchEvent(new CloseEvent("close", { code }));
      setTimeout(() => this.dispatchEvent(new Event("open")));
    }
    send(message) {
      window.sent.push(typeof message === "string" ? JSON.parse(message) : message.byteLength);
    }
    close() {
      this.readyState = 3;
    }
  }
  window.WebSocket = Told;
  // A session that the service does not know: a person may begin ten a day.
  window.minted = { token: "token" };
  const known = { StartEnrollment: { sessionId: "session" }, MintCaptureToken: window.minted, GetEnrollment: { state: "ENROLLMENT_STATE_CREATED" } };
  const real = window.fetch;
  window.fetch = async (path, options) => {
    const reply = known[String(path).split("/").at(-1)];
    return reply ? new Response(JSON.stringify(reply)) : real(path, options);
  };
})();
