// What mdBook leaves to do for those who use a keyboard, a screen reader or a phone.
(() => {
    // It looks like a button, and says that it is expanded. So it has to be a button.
    const toggle = document.getElementById("mdbook-sidebar-toggle");
    toggle?.setAttribute("role", "button");
    toggle?.setAttribute("tabindex", "0");
    toggle?.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            toggle.click();
        }
    });
    // A table that is wider than a phone hides its last columns. So its cells go below each other: see `stacked` in book.css.
    function stack() {
        const tables = [...document.querySelectorAll(".table-wrapper")];
        tables.forEach((table) => table.classList.remove("stacked"));
        const wide = tables.filter((table) => table.scrollWidth > table.clientWidth && !table.closest(".slide"));
        for (const table of wide) {
            const columns = [...table.querySelectorAll("th")].map((head) => head.textContent);
            for (const row of table.querySelectorAll("tbody tr")) {
                [...row.cells].forEach((cell, column) => { if (columns[column]) cell.dataset.column = columns[column]; });
            }
            table.classList.add("stacked");
        }
    }
    addEventListener("resize", stack);
    // What is too wide scrolls. Without a mouse, it needs the focus for that. How wide it is depends on the fonts.
    addEventListener("load", async () => {
        await document.fonts.ready;
        stack();
        for (const wide of document.querySelectorAll("pre > code, .table-wrapper")) {
            if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
        }
    });
})();
