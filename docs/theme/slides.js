// The slide view: each section of the page is a slide. The button in the menu bar starts it, and so does the key P.
// Arrow keys and Page Up and Page Down move. Past the last slide comes the next chapter. Esc or P ends it.
(() => {
    const root = document.documentElement;
    const main = document.querySelector("main");
    if (!main) return;

    // A slide begins at each heading.
    const slides = [];
    for (const child of [...main.childNodes]) {
        if (!slides.length || child.nodeName === "H2") {
            const slide = document.createElement("section");
            slide.className = "slide";
            main.insertBefore(slide, child);
            slides.push(slide);
        }
        slides.at(-1).append(child);
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

    let at = 0;
    const on = () => root.classList.contains("slides");

    // The largest text with which the slide needs no scrolling, but never too small for the back of a room.
    function fit(slide) {
        for (let size = 34; size >= 22; size -= 1) {
            slide.style.fontSize = `${size}px`;
            if (slide.scrollHeight <= slide.clientHeight) return;
        }
    }

    function show(index) {
        at = index;
        slides.forEach((slide, i) => slide.classList.toggle("shown", i === at));
        number.textContent = `${at + 1} / ${slides.length}`;
        fit(slides[at]);
        slides[at].scrollTop = 0;
        // The keys ↓ and ↑ scroll what has the focus.
        slides[at].tabIndex = -1;
        slides[at].focus();
    }

    function start(index) {
        root.classList.add("slides");
        show(index);
    }

    function end() {
        root.classList.remove("slides");
        slides.forEach((slide) => { slide.style.fontSize = ""; });
        if (location.hash.startsWith("#slides")) history.replaceState(null, "", location.pathname + location.search);
        if (document.fullscreenElement) document.exitFullscreen();
        slides[at].scrollIntoView();
    }

    function begin() {
        // A page that may not fill the screen is shown in the window.
        root.requestFullscreen?.().catch(() => {});
        start(0);
    }

    function go(step) {
        if (slides[at + step]) return show(at + step);
        const link = document.querySelector(step > 0 ? 'a[rel~="next"]' : 'a[rel~="prev"]');
        if (link) location.href = `${link.href.split("#")[0]}#slides${step > 0 ? "" : "-last"}`;
    }

    button.addEventListener("click", begin);
    addEventListener("resize", () => { if (on()) fit(slides[at]); });
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

    if (location.hash === "#slides") start(0);
    if (location.hash === "#slides-last") start(slides.length - 1);
})();
