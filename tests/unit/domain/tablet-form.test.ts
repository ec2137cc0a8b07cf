import { expect, test } from 'vitest';
import { CopyDays, usualCopyDays } from '#lib/domain/sent-copy.ts';
import { TabletForm } from '#lib/domain/tablet-form.ts';
import { LockSettings, usualLocks } from '#lib/domain/vault.ts';

type Typed = Partial<Record<keyof LockSettings | 'copyDays', string>>;

const form = (changed: Typed) => ({
	frontMinutes: '5',
	hiddenMinutes: '10',
	leaseDays: '14',
	copyDays: '7',
	...changed
});
const said = (changed: Typed) =>
	TabletForm.safeParse(form(changed)).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('what is typed becomes the times that a tablet takes', () => {
	expect(TabletForm.parse(form({}))).toEqual({ locks: usualLocks, copyDays: usualCopyDays });
});

test.each([
	['frontMinutes', '2', '30'],
	['hiddenMinutes', '2', '60'],
	['leaseDays', '1', '30'],
	['copyDays', '1', '60']
] as const)('%s: both ends are taken, and what lies beyond is said at its field', (field, least, most) => {
	for (const edge of [least, most]) {
		const { locks, copyDays } = TabletForm.parse(form({ [field]: edge }));
		expect(LockSettings.safeParse(locks).success && CopyDays.safeParse(copyDays).success).toBe(true);
		expect({ ...locks, copyDays }[field]).toBe(Number(edge));
	}
	expect(said({ [field]: String(Number(least) - 1) })[0]).toMatch(new RegExp(`^${field}: Enter at least ${least}`));
	expect(said({ [field]: String(Number(most) + 1) })[0]).toMatch(new RegExp(`^${field}: Enter ${most} `));
	expect(said({ [field]: '2.5' })[0]).toMatch(new RegExp(`^${field}: Enter whole`));
	expect(said({ [field]: 'soon' })[0]).toMatch(new RegExp(`^${field}: Enter the .* as a number`));
});
