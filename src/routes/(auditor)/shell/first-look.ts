/** The shell with the locked tablet in it: a field that can be typed into before any of the app has run. */
import { render } from 'svelte/server';
import FirstLook from './FirstLook.svelte';

const BEFORE = '<div class="gt-root">';
const AFTER = '</body>';

/** Gives the shell's page with the locked tablet in front of the app, and behind it the script that brings it to life. */
export function withFirstLook(page: string): string {
	if (!page.includes(BEFORE) || !page.includes(AFTER)) throw new Error('the shell has no place for its first look');
	return page
		.replace(BEFORE, () => `${render(FirstLook).body}\n\t\t${BEFORE}`)
		.replace(AFTER, `\t<script src="/first-look.js"></script>\n\t${AFTER}`);
}
