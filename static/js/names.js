// Accessible names for Django admin's selects and help icons, which have none.

function addNames() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/:\s*$/, "").trim();
    const parts = select.nextElementSibling.querySelectorAll(
      "[role=combobox], [role=textbox], .select2-search__field",
    );
    for (const part of label ? parts : []) part.setAttribute("aria-label", label);
  }
  for (const hint of document.querySelectorAll(".help-tooltip[aria-label]")) hint.setAttribute("role", "img");
}

// After Django's own scripts, which wait for the same event.
addEventListener("load", () => setTimeout(addNames));
