/** The shell with the locked tablet in it: a field that can be typed into before any of the app has run. */
import { render } from 'svelte/server';
import FirstLook from './FirstLook.svelte';

const APP = '<div class="gt-root">';
const SCRIPT = '/first-look.js';
const CODE_OF_APP = /\s*<link [^>]*rel="modulepreload">/g;
const END_OF_HEAD = '</head>';

/**
 * Gives the shell's page with the locked tablet in front of the app, and between the two the script that brings it to life: a page
 * is read in order, so that nothing of the app runs before somebody can type. What the locked tablet needs is fetched first too:
 * the worker hands out one file after the other.
 */
export function withFirstLook(page: string): string {
	const codeOfApp = page.match(CODE_OF_APP) ?? [];
	if (!page.includes(APP) || codeOfApp.length === 0) throw new Error('the shell has no place for its first look');
	return page
		.replaceAll(CODE_OF_APP, '')
		.replace('<link ', `<link rel="preload" as="script" href="${SCRIPT}" />\n\t\t<link `)
		.replace(END_OF_HEAD, () => `${codeOfApp.join('')}\n\t${END_OF_HEAD}`)
		.replace(APP, () => `${render(FirstLook).body}\n\t\t<script src="${SCRIPT}"></script>\n\t\t${APP}`);
}
