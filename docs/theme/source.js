// The pages of source files have the colours of the book.
const themes = ["light", "rust", "coal", "navy", "ayu"];
let theme = null;
try { theme = localStorage.getItem("mdbook-theme"); } catch { /* no storage: the system decides */ }
if (!themes.includes(theme)) theme = matchMedia("(prefers-color-scheme: dark)").matches ? "navy" : "light";
document.documentElement.className = theme;
const style = document.querySelector('link[href$="/highlight.css"]');
if (theme === "coal" || theme === "navy") style.href = style.href.replace("highlight.css", "tomorrow-night.css");
if (theme === "ayu") style.href = style.href.replace("highlight.css", "ayu-highlight.css");
document.querySelectorAll("pre code").forEach((code) => hljs.highlightBlock(code));
// What is too wide scrolls. Without a mouse, it needs the focus for that. How wide it is depends on the fonts.
addEventListener("load", async () => {
    await document.fonts.ready;
    for (const code of document.querySelectorAll("pre code")) {
        if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
});
