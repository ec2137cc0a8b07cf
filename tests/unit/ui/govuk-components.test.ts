import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';

const known = globSync('node_modules/govuk-frontend/dist/govuk/components/*/', {}).map(
	(path) => path.replace(/\/$/, '').split('/').at(-1) ?? ''
);
const styledBy = (sheet: string) =>
	[...readFileSync(sheet, 'utf8').matchAll(/govuk\/components\/([a-z-]+)'/g)].map((found) => found[1] ?? '');
const everywhere = styledBy('src/app.scss');
const desk = styledBy('src/desk.scss');

/** Gives the components whose classes a file names. */
function componentsIn(file: string): string[] {
	const names = [...readFileSync(file, 'utf8').matchAll(/govuk-([a-z]+(?:-[a-z]+)*)/g)].map((found) => found[1] ?? '');
	return [...new Set(names)].filter((name) => known.includes(name));
}

test('every component whose class a page uses has its styles', () => {
	const used = new Set(globSync('src/**/*.{svelte,ts,html}').flatMap(componentsIn));
	expect(known.length).toBeGreaterThan(30);
	expect(used.size).toBeGreaterThan(10);
	expect([...used].filter((name) => !everywhere.includes(name) && !desk.includes(name))).toEqual([]);
});

test('a page that uses a component of desk.scss imports it, itself or by its layout', () => {
	const imports = (file: string) => readFileSync(file, 'utf8').includes("desk.scss'");
	const widgets = globSync('src/lib/{ui,reports}/**/*.svelte').filter((file) =>
		componentsIn(file).some((name) => desk.includes(name))
	);
	const names = widgets.map((file) => file.split('/').at(-1) ?? '');
	const withLayout = globSync('src/routes/*/+layout.svelte').filter(imports).map(dirname);
	expect(names).toContain('Table.svelte');
	expect(withLayout.length).toBeGreaterThan(3);
	const bare = globSync('src/routes/**/*.svelte').filter((file) => {
		const text = readFileSync(file, 'utf8');
		const wants =
			componentsIn(file).some((name) => desk.includes(name)) || names.some((name) => text.includes(`/${name}'`));
		return wants && !imports(file) && !withLayout.some((folder) => file.startsWith(`${folder}/`));
	});
	expect(bare).toEqual([]);
});
