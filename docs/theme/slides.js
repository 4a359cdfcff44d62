// The slide view: each section of the page is a slide, or several if it is long. The button in the menu bar starts it, and
// so does the key P. Arrow keys and Page Up and Page Down move. Past the last slide comes the next chapter. Esc or P ends it.
(() => {
    const root = document.documentElement;
    const main = document.querySelector("main");
    if (!main) return;

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

    // The sizes of the text in pixels. The smallest one can still be read at the back of a room.
    const largest = 34;
    const usual = 26;
    const smallest = 22;

    // While the slides are shown, they take the place of the page. Their text is a copy, because a slide may hold a part of
    // a list or of a program.
    let page = [];
    let slides = [];
    let at = 0;
    const on = () => root.classList.contains("slides");

    const isHigh = (slide) => slide.scrollHeight > slide.clientHeight;
    const isWide = (element) => element.scrollWidth > element.clientWidth;

    // Whether nothing of a slide is cut, with this size of text.
    function fits(slide, size) {
        slide.style.fontSize = `${size}px`;
        return !isHigh(slide) && ![slide, ...slide.querySelectorAll("pre > code, .table-wrapper")].some(isWide);
    }

    // The programs and tables that are too wide even with the smallest text. Two columns become one first.
    function tooWide(slide) {
        slide.style.fontSize = `${smallest}px`;
        return [...slide.querySelectorAll("pre > code, .table-wrapper")].filter((it) => !it.closest(".beside") && isWide(it));
    }

    // Whether an element says nothing without the next one: a heading, or a sentence that ends with a colon.
    const leadsOn = (element) => /^H\d$/.test(element?.nodeName) || (element?.nodeName === "P" && element.textContent.trim().endsWith(":"));

    // Some lines of a program, as a program of their own. The colours stay: a range copies them.
    function linesOf(pre, from, to) {
        const code = pre.querySelector("code");
        const place = (line) => {
            let left = line;
            const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
            for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                for (let end = text.data.indexOf("\n"); end >= 0; end = text.data.indexOf("\n", end + 1)) {
                    left -= 1;
                    if (left === 0) return [text, end + 1];
                }
            }
            return [code, code.childNodes.length];
        };
        const range = document.createRange();
        if (from === 0) range.setStart(code, 0); else range.setStart(...place(from));
        range.setEnd(...place(to));
        const part = pre.cloneNode(false);
        part.append(code.cloneNode(false));
        part.firstChild.append(range.cloneContents());
        return part;
    }

    // Shortens a program on a slide to what fits, and returns the rest. A good end is the one of an item, then an empty line.
    function breakCode(slide, pre) {
        const lines = pre.textContent.trimEnd().split("\n");
        const fit = (count) => {
            const part = linesOf(pre, 0, count);
            pre.replaceWith(part);
            fits(slide, smallest);
            const high = isHigh(slide);
            part.replaceWith(pre);
            return !high;
        };
        let most = 0;
        let tooMany = lines.length;
        while (tooMany - most > 1) {
            const middle = (most + tooMany) >> 1;
            if (fit(middle)) most = middle; else tooMany = middle;
        }
        if (most === 0) return null;
        const ends = Array.from({ length: most }, (_, index) => most - index).filter((count) => count > most / 3);
        const end = ends.find((count) => lines[count] === "" && /^\S/.test(lines[count + 1] ?? ""))
            ?? ends.find((count) => lines[count] === "")
            ?? most;
        const from = lines[end] === "" ? end + 1 : end;
        const rest = linesOf(pre, from, lines.length + 1);
        pre.replaceWith(linesOf(pre, 0, end));
        return rest;
    }

    // Shortens an element on a slide to what fits, and returns the rest. Nothing if it cannot be divided.
    function breakOff(slide, element) {
        if (element.nodeName === "PRE") return breakCode(slide, element);
        if (!element.matches("ul, ol, div, blockquote, table, tbody, li:has(> p, > ul, > ol, > pre)")) return null;
        const rest = element.cloneNode(false);
        const head = element.querySelector(":scope > thead");
        if (head) rest.append(head.cloneNode(true));
        // A table's columns need the room.
        const size = element.closest(".table-wrapper") ? smallest : usual;
        const tooHigh = () => { fits(slide, size); return isHigh(slide); };
        const parts = [...element.children].filter((child) => child !== head);
        const later = [];
        while (tooHigh() && parts.length > 1) {
            later.unshift(parts.pop());
            later[0].remove();
        }
        if (tooHigh()) {
            const part = parts[0] && breakOff(slide, parts[0]);
            if (!part) {
                element.append(...later);
                return null;
            }
            // It is the same item of the list: no second bullet, and no second number.
            if (part.nodeName === "LI") part.style.listStyle = "none";
            later.unshift(part);
        }
        if (element.nodeName === "OL") rest.start = element.start + parts.length - (later[0].style.listStyle ? 1 : 0);
        // The sentence that leads to a block goes with it.
        const leads = leadsOn(parts.at(-1)) || (parts.at(-1).nodeName === "P" && later[0].nodeName !== "P");
        if (leads && parts.length > 1) later.unshift(parts.at(-1));
        rest.append(...later);
        return rest;
    }

    // Divides a section into slides, each as high as the screen at most, and adds them to the page.
    function divide([first, ...elements]) {
        const made = [];
        const slide = () => {
            const it = document.createElement("section");
            it.className = "slide shown";
            it.append(first.cloneNode(true));
            main.append(it);
            made.push(it);
            return it;
        };
        let current = slide();
        const rest = elements.filter((element) => !element.matches("details.notes"));
        while (rest.length) {
            const element = rest.shift();
            current.append(element);
            if (fits(current, usual)) continue;
            for (const wide of tooWide(current)) wide.classList.add("wraps");
            if (fits(current, usual)) continue;
            // Two columns need a wide screen. Without it, the one is above the other.
            if (element.matches(".beside") && !fits(current, smallest)) {
                element.remove();
                rest.unshift(...[...element.children].flatMap((column) => [...column.children]));
                continue;
            }
            const before = element.previousElementSibling;
            const isLeader = before !== current.firstElementChild && (leadsOn(before) || (before.nodeName === "P" && element.nodeName !== "P"));
            const leader = isLeader ? before : null;
            // Whether the slide has nothing else: only the element, and the sentence that leads to it.
            const alone = current.children.length === (leader ? 3 : 2);
            if (alone && fits(current, smallest)) continue;
            const part = alone && isHigh(current) && breakOff(current, element);
            if (part) {
                rest.unshift(part);
            } else if (alone && (!leader || leadsOn(leader))) {
                // Nothing helps: this slide scrolls.
                continue;
            } else {
                element.remove();
                rest.unshift(element);
                // The sentence that leads to a block stays with the block.
                if (leader && !alone) {
                    leader.remove();
                    rest.unshift(leader);
                }
            }
            current.classList.remove("shown");
            current = slide();
        }
        current.classList.remove("shown");
        return made;
    }

    // The largest text with which the slide needs no scrolling.
    function fit(slide) {
        for (let size = largest; size >= smallest; size -= 1) {
            if (fits(slide, size)) return;
        }
    }

    function show(index) {
        slides[at]?.classList.remove("shown");
        at = index;
        slides[at].classList.add("shown");
        number.textContent = `${at + 1} / ${slides.length}`;
        fit(slides[at]);
        slides[at].scrollTop = 0;
        // The keys ↓ and ↑ scroll what has the focus.
        slides[at].tabIndex = -1;
        slides[at].focus();
    }

    // Puts the slides in the place of the page. A section begins at each heading.
    function lay() {
        main.replaceChildren();
        const sections = [];
        for (const element of page.filter((node) => node.nodeType === Node.ELEMENT_NODE)) {
            if (!sections.length || element.nodeName === "H2") sections.push([]);
            sections.at(-1).push(element.cloneNode(true));
        }
        slides = sections.flatMap(divide);
    }

    function start(last) {
        root.classList.add("slides");
        page = [...main.childNodes];
        lay();
        show(last ? slides.length - 1 : 0);
    }

    function end() {
        const heading = slides[at].firstElementChild.id;
        root.classList.remove("slides");
        main.replaceChildren(...page);
        slides = [];
        at = 0;
        if (location.hash.startsWith("#slides")) history.replaceState(null, "", location.pathname + location.search);
        if (document.fullscreenElement) document.exitFullscreen();
        document.getElementById(heading)?.scrollIntoView();
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
        if (!slides.length) return;
        const heading = slides[at].firstElementChild.id;
        lay();
        at = 0;
        show(Math.max(0, slides.findIndex((slide) => slide.firstElementChild.id === heading)));
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
