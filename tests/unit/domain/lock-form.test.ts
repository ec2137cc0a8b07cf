import { expect, test } from 'vitest';
import { LockForm } from '#lib/domain/lock-form.ts';
import { LockSettings, usualLocks } from '#lib/domain/vault.ts';

const form = (changed: Partial<Record<keyof LockSettings, string>>) => ({
	frontMinutes: '5',
	hiddenMinutes: '10',
	leaseDays: '14',
	...changed
});
const said = (changed: Partial<Record<keyof LockSettings, string>>) =>
	LockForm.safeParse(form(changed)).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('what is typed becomes the times that a tablet takes', () => {
	expect(LockForm.parse(form({}))).toEqual(usualLocks);
});

test.each([
	['frontMinutes', '2', '30'],
	['hiddenMinutes', '2', '60'],
	['leaseDays', '1', '30']
] as const)('%s: both ends are taken, and what lies beyond is said at its field', (field, least, most) => {
	for (const edge of [least, most]) {
		const read = LockForm.parse(form({ [field]: edge }));
		expect(LockSettings.safeParse(read).success).toBe(true);
		expect(read[field]).toBe(Number(edge));
	}
	expect(said({ [field]: String(Number(least) - 1) })[0]).toMatch(new RegExp(`^${field}: Enter at least ${least}`));
	expect(said({ [field]: String(Number(most) + 1) })[0]).toMatch(new RegExp(`^${field}: Enter ${most} `));
	expect(said({ [field]: '2.5' })[0]).toMatch(new RegExp(`^${field}: Enter whole`));
	expect(said({ [field]: 'soon' })[0]).toMatch(new RegExp(`^${field}: Enter the .* as a number`));
});
