// The print preview is the browser's own: nothing shows better what the printer will do.
window.addEventListener("load", () => window.print());
