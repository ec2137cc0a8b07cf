import { expect, test } from 'vitest';
import { partsOf } from '#lib/client/few-chunks.ts';

const routes = '/project/src/routes';
const audit = `${routes}/(auditor)/audits/[auditId]/+page.svelte`;
const audits = `${routes}/(auditor)/assignments/+page.svelte`;
const around = `${routes}/+layout.svelte`;
const desk = `${routes}/terms/+page.svelte`;
const zod = '/project/node_modules/zod/index.js';

const imports: Record<string, string[]> = {
	[around]: ['svelte'],
	[audit]: ['svelte', 'question', 'store'],
	[audits]: ['store'],
	[desk]: ['table', zod],
	question: ['rules'],
	store: ['rules', 'dexie'],
	rules: [zod],
	table: ['svelte'],
	svelte: [],
	dexie: [],
	[zod]: ['zod-core'],
	'zod-core': []
};
const parts = partsOf(Object.keys(imports), (id) => ({ importedIds: imports[id] ?? [] }));

test('what an audit loads is parted by who else needs it', () => {
	expect(Object.fromEntries(parts)).toEqual({
		[around]: 'shared',
		svelte: 'shared',
		[audit]: 'audit',
		question: 'audit',
		store: 'tablet',
		rules: 'tablet',
		dexie: 'tablet'
	});
});

test('no part needs one that comes after it, so that none waits for itself', () => {
	const order = ['shared', 'tablet', 'audit'];
	for (const [id, part] of parts)
		for (const needed of imports[id] ?? [])
			expect(order.indexOf(parts.get(needed) ?? 'shared')).toBeLessThanOrEqual(order.indexOf(part));
});
