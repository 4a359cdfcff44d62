// The slide view: each section of the page is a slide, or several if it is long. The button in the menu bar starts it, and
// so does the key P. Arrow keys and Page Up and Page Down move. Past the last slide comes the next chapter. Esc or P ends it.
(() => {
    const root = document.documentElement;
    const main = document.querySelector("main");
    if (!main) return;

    // A section begins at each heading.
    const sections = [];
    for (const child of [...main.childNodes]) {
        if (!sections.length || child.nodeName === "H2") {
            const section = document.createElement("section");
            section.className = "slide";
            main.insertBefore(section, child);
            sections.push(section);
        }
        sections.at(-1).append(child);
    }
    const number = document.createElement("div");
    number.id = "slide-number";
    document.body.append(number);

    const button = document.createElement("button");
    button.id = "slides-button";
    button.className = "icon-button";
    button.type = "button";
    button.title = "Slides (P)";
    button.textContent = "▶";
    button.setAttribute("aria-label", "Show this page as slides");
    document.querySelector(".right-buttons")?.prepend(button);

    // A slide is a part of a section: its heading, and some of the elements below it.
    let slides = [];
    let at = 0;
    const on = () => root.classList.contains("slides");
    const visible = (element) => element.nodeName !== "DETAILS";

    // Divides a section into slides, each as high as the screen at most. A longer element has a slide of its own.
    function divide(section) {
        const [heading, ...rest] = [...section.children];
        const elements = rest.filter(visible);
        section.classList.add("shown");
        section.style.fontSize = "26px";
        elements.forEach((element) => element.classList.remove("later"));
        const room = section.clientHeight * 0.92 - heading.getBoundingClientRect().height - 60;
        const parts = [[]];
        for (const element of elements) {
            const part = parts.at(-1);
            const top = part[0]?.getBoundingClientRect().top;
            if (part.length && element.getBoundingClientRect().bottom - top > room) {
                // The sentence that leads to a block stays with the block.
                const leads = part.length > 1 && part.at(-1).nodeName === "P" && element.nodeName !== "P";
                parts.push(leads ? [part.pop(), element] : [element]);
            } else {
                part.push(element);
            }
        }
        section.classList.remove("shown");
        return parts.map((part) => ({ section, elements, part }));
    }

    // The largest text with which the slide needs no scrolling, but never too small for the back of a room.
    function fit({ section }) {
        for (let size = 34; size >= 22; size -= 1) {
            section.style.fontSize = `${size}px`;
            if (section.scrollHeight <= section.clientHeight) return;
        }
    }

    function show(index) {
        at = index;
        const { section, elements, part } = slides[at];
        sections.forEach((other) => other.classList.toggle("shown", other === section));
        elements.forEach((element) => element.classList.toggle("later", !part.includes(element)));
        number.textContent = `${at + 1} / ${slides.length}`;
        fit(slides[at]);
        section.scrollTop = 0;
        // The keys ↓ and ↑ scroll what has the focus.
        section.tabIndex = -1;
        section.focus();
    }

    function start(last) {
        root.classList.add("slides");
        slides = sections.flatMap(divide);
        show(last ? slides.length - 1 : 0);
    }

    function end() {
        const { section, elements } = slides[at];
        root.classList.remove("slides");
        sections.forEach((other) => { other.style.fontSize = ""; });
        elements.forEach((element) => element.classList.remove("later"));
        if (location.hash.startsWith("#slides")) history.replaceState(null, "", location.pathname + location.search);
        if (document.fullscreenElement) document.exitFullscreen();
        section.scrollIntoView();
    }

    function begin() {
        // A page that may not fill the screen is shown in the window.
        root.requestFullscreen?.().catch(() => {});
        start(false);
    }

    function go(step) {
        if (slides[at + step]) return show(at + step);
        const link = document.querySelector(step > 0 ? 'a[rel~="next"]' : 'a[rel~="prev"]');
        if (link) location.href = `${link.href.split("#")[0]}#slides${step > 0 ? "" : "-last"}`;
    }

    button.addEventListener("click", begin);
    addEventListener("resize", () => {
        if (!on()) return;
        const { section } = slides[at];
        slides = sections.flatMap(divide);
        show(slides.findIndex((slide) => slide.section === section));
    });
    // Before mdBook's own keys: its arrows change the chapter.
    addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
        const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
        if (on() && step) go(step);
        else if (on() && (event.key === "Escape" || event.key === "p")) end();
        else if (!on() && event.key === "p") begin();
        else return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, { capture: true });

    // The height of a text depends on its font.
    if (location.hash.startsWith("#slides")) {
        root.classList.add("slides");
        addEventListener("load", () => document.fonts.ready.then(() => start(location.hash === "#slides-last")));
    }
})();
