/* Before anything is drawn: styles may know that scripts run. */
document.documentElement.classList.add("js");
