// The search of this site runs in a Worker. A browser gives none to a page that was opened from a file, so that there the
// Worker's script runs in a hidden frame, which stands for it.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.onmessage?.({ data });
      const script = inside.document.createElement("script");
      script.src = url;
      this.loaded = new Promise((resolve) => {
        script.onload = resolve;
        script.onerror = () => this.onerror?.(new ErrorEvent("error", { message: `${url} is not there` }));
      });
      inside.document.body.append(script);
    }

    postMessage(data) {
      this.loaded.then(() => this.frame.contentWindow?.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
