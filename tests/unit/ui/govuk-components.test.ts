import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const known = globSync('node_modules/govuk-frontend/dist/govuk/components/*/', {}).map(
	(path) => path.replace(/\/$/, '').split('/').at(-1) ?? ''
);
const styled = [...readFileSync('src/app.scss', 'utf8').matchAll(/govuk\/components\/([a-z-]+)'/g)].map(
	(found) => found[1]
);

test('every component whose class a page uses has its styles', () => {
	const classes = globSync('src/**/*.{svelte,ts,html}').flatMap((file) => [
		...readFileSync(file, 'utf8').matchAll(/govuk-([a-z]+(?:-[a-z]+)*)/g)
	]);
	const used = new Set(classes.map((found) => found[1] ?? '').filter((name) => known.includes(name)));
	expect(known.length).toBeGreaterThan(30);
	expect(used.size).toBeGreaterThan(10);
	expect([...used].filter((name) => !styled.includes(name))).toEqual([]);
});
