// The language switch: a link to this page in the other languages. The tool `book` puts all languages into this list.
(() => {
    const languages = ["en"];

    const root = new URL(path_to_root || "./", location.href).href;
    const here = document.documentElement.lang;
    const page = location.href.slice(root.length).split("#")[0] || "index.html";
    const home = here === "en" ? root : new URL("../", root).href;
    for (const language of languages) {
        if (language === here) continue;
        const link = document.createElement("a");
        link.className = "language";
        link.href = `${home}${language === "en" ? "" : `${language}/`}${page}`;
        link.lang = language;
        link.textContent = new Intl.DisplayNames([language], { type: "language" }).of(language);
        document.querySelector(".right-buttons")?.prepend(link);
    }
})();
