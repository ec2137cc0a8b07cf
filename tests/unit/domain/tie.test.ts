import { describe, expect, test } from 'vitest';
import { adviserKeys, serviceKey, settingsNamed } from '#lib/domain/tie.ts';

const settings = [
	{ urn: '990001', name: "St Mary's Primary School" },
	{ urn: '990002', name: 'St Mary’s School' },
	{ urn: '990003', name: 'Rushey Green Primary School' }
];
const found = (typed: string) => settingsNamed(settings, typed).map(({ urn }) => urn);

describe('a setting as somebody types it', () => {
	test.each([
		['its number', '990003', ['990003']],
		['its whole name, whatever the case and apostrophe', '  st marys school ', ['990002']],
		['part of a name', 'rushey', ['990003']],
		['words in any order', 'primary st mary', ['990001']],
		['a part that several have', 'st mary', ['990001', '990002']],
		['what nobody has', 'hogwarts', []],
		['nothing', ' – ', []]
	])('%s', (_what, typed, urns) => {
		expect(found(typed)).toEqual(urns);
	});
});

describe('services', () => {
	const row = (contributor: string, asked: string | null, came: string | null = null, why: 'absent' | null = null) => ({
		contributor,
		adviceRequestedDate: asked,
		adviceReceivedDate: came,
		adviceException: why
	});

	test('are the same whatever the case and spaces, by their first 60 letters', () => {
		expect(serviceKey('  Speech  and Language ')).toBe(serviceKey('speech and language'));
		expect(serviceKey(`${'x'.repeat(60)} one`)).toBe(serviceKey(`${'X'.repeat(60)} two`));
		expect(serviceKey('Nursing')).not.toBe(serviceKey('Therapies'));
	});

	test.each([
		['South London & Maudsley NHS Foundation Trust', 'south london and maudsley NHS FT'],
		['The Children’s Therapy Service', "Children's therapy service"],
		['Speech, Language and Communication', 'Speech Language & Communication'],
		['Guy’s and St. Thomas’ NHS F.T.', 'Guys and St Thomas NHS Trust'],
		['Early-Years Inclusion (0-5)', 'early years inclusion 0–5'],
		['Thérapies', 'Therapies'],
		['The', 'the']
	])('are the same however they are written: %s, %s', (one, other) => {
		expect(serviceKey(one)).toBe(serviceKey(other));
		expect(serviceKey(one)).not.toBe('');
	});

	test.each([
		['Therapy A', 'Therapy B'],
		['Thea Nursing', 'a Nursing'],
		['Lewisham and Greenwich NHS Trust', 'Greenwich NHS Trust'],
		['***', '+']
	])('stay apart where they are others: %s, %s', (one, other) => {
		expect(serviceKey(one)).not.toBe(serviceKey(other));
	});

	test('count as advisers where the plan or the case facts say that they were asked', () => {
		const dates = { adviceDates: [row('Paediatrics', '2026-01-05'), row('Nursing', null)] };
		const facts = { advice: [row('CAMHS', null, '2026-02-05'), row('Therapies', null, null, 'absent')] };
		expect([...adviserKeys(dates, facts)].toSorted()).toEqual(['camhs', 'paediatrics', 'therapies']);
		expect(adviserKeys({ adviceDates: null }).size).toBe(0);
	});
});
