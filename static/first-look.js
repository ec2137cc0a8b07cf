/**
 * A locked tablet asks for the passphrase at once, while the app is still starting behind it: a slow tablet takes more than a second
 * for that. What was typed meanwhile goes into the app's own field, which stands in the same place, and this one goes.
 * Where a passphrase cannot be tried, or nobody knows, it goes at once and the app says what is so.
 */
(() => {
	const KEY = 'golden-thread-locked-until';
	/** How long the app may take to start before something is said, in milliseconds. */
	const PATIENCE = 15_000;
	const look = document.getElementById('first-look');

	let until = null;
	try {
		until = localStorage.getItem(KEY);
	} catch {
		// A browser that keeps no notes starts without a first look.
	}
	if (until === null || new Date().toISOString() >= until) {
		look.remove();
		return;
	}

	const heading = look.querySelector('h1').textContent;
	const form = look.querySelector('form');
	const field = form.elements.passphrase;
	const show = form.querySelector('button[type=button]');
	const unlock = form.querySelector('button[type=submit]');
	let shown = false;
	let asked = false;

	// An audit has the whole width, locked or not.
	if (location.pathname.startsWith('/audits/'))
		for (const part of look.querySelectorAll('header > div, footer > div, div:has(> main)')) part.classList.add('wide');
	document.title = `${heading} – Golden Thread`;
	look.hidden = false;
	// As it starts, the framework puts the focus on whatever says that it wants it, and takes it away where nothing does.
	look.addEventListener('focusin', ({ target }) => {
		look.querySelector('[autofocus]')?.removeAttribute('autofocus');
		target.setAttribute('autofocus', '');
	});
	field.focus();

	show.addEventListener('click', () => {
		shown = !shown;
		field.type = shown ? 'text' : 'password';
		show.textContent = shown ? 'Hide' : 'Show';
		show.setAttribute('aria-label', `${show.textContent} passphrase`);
	});
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		if (field.value.trim() === '' || asked) return;
		asked = true;
		field.readOnly = true;
		unlock.textContent = 'Unlocking…';
		unlock.setAttribute('aria-disabled', 'true');
	});

	/** What the app has in the place of a link or a button of the first look. */
	function counterpart(active, app) {
		if (active === field || !look.contains(active)) return undefined;
		return [...app.querySelectorAll(active.localName)].find(({ textContent }) => textContent === active.textContent);
	}

	// An app that cannot start would leave a field that nothing comes of.
	const slow = setTimeout(() => (look.querySelector('[data-slow]').hidden = false), PATIENCE);

	/** The app shows something of its own. */
	function give(app) {
		clearTimeout(slow);
		app.hidden = false;
		const its = app.querySelector('form input[name=passphrase]');
		if (app.querySelector('h1')?.textContent !== heading) localStorage.removeItem(KEY);
		else if (its !== null) {
			const [start, end] = [field.selectionStart, field.selectionEnd];
			const at = counterpart(document.activeElement, app) ?? its;
			its.value = field.value;
			its.dispatchEvent(new Event('input', { bubbles: true }));
			if (shown) its.form.querySelector('button[type=button]').click();
			its.setSelectionRange(start, end);
			at.focus();
			if (asked) its.form.requestSubmit();
		}
		look.remove();
	}
	/** Waits for what the app shows first: a page, or the word that another tab holds the records and must be closed first. */
	function watch(app) {
		app.hidden = true;
		new MutationObserver((_changes, observer) => {
			if (app.querySelector('h1, main [role=status] .notice') === null) return;
			observer.disconnect();
			give(app);
		}).observe(app, { childList: true, subtree: true });
	}
	// The page is read only as far as this script; the app's place comes after it.
	new MutationObserver((_changes, observer) => {
		const app = document.querySelector('#first-look ~ .gt-root');
		if (app === null) return;
		observer.disconnect();
		watch(app);
	}).observe(document.body, { childList: true });
})();
