// The search of this site runs in a Worker. A browser gives none to a page that was opened from a file, so that there the
// Worker's script runs in a hidden frame, which stands for it. As a Worker does, each side gets copies, and gets them later.
if (location.protocol === "file:") {
  const later = (data, deliver) => {
    const copy = structuredClone(data);
    return () => setTimeout(() => deliver(copy));
  };

  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => later(data, (copy) => this.onmessage?.({ data: copy }))();
      const script = inside.document.createElement("script");
      script.src = url;
      this.loaded = new Promise((resolve) => {
        script.onload = resolve;
        script.onerror = () => this.onerror?.(new ErrorEvent("error", { message: `${url} is not there` }));
      });
      inside.document.body.append(script);
    }

    postMessage(data) {
      const deliver = (copy) => this.frame.contentWindow?.dispatchEvent(new MessageEvent("message", { data: copy }));
      this.loaded.then(later(data, deliver));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
