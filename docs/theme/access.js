// What mdBook leaves to do for those who use a keyboard or a screen reader.
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
    // What is too wide scrolls. Without a mouse, it needs the focus for that. How wide it is depends on the fonts.
    addEventListener("load", async () => {
        await document.fonts.ready;
        for (const wide of document.querySelectorAll("pre > code, .table-wrapper")) {
            if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
        }
    });
})();
