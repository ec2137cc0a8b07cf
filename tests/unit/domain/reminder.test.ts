import { expect, test } from 'vitest';
import { reminderOf } from '#lib/domain/reminder.ts';

const facts = {
	name: 'Amina Okafor',
	from: 'Priya Raman, Lewbridge',
	term: { academicYear: 2026, name: 'autumn' as const },
	address: 'https://thread.example.org',
	today: '2026-11-23'
};

test('one plan', () => {
	const { subject, text } = reminderOf({ ...facts, plans: [{ planRef: 'LEW-7K3QF', dueOn: '2026-11-23' }] });
	expect(subject).toBe('Autumn term 2026: a plan waits for you to check');
	expect(text).toContain('Hello Amina Okafor,');
	expect(text).toContain('This plan waits for you to check it:\n- LEW-7K3QF, due 23 November 2026\n');
	expect(text).toContain('https://thread.example.org');
	expect(text).toMatch(/Priya Raman, Lewbridge$/);
});

test('several, the earliest due first; what is past says so', () => {
	const plans = [
		{ planRef: 'LEW-M2XDA', dueOn: '2026-12-18' },
		{ planRef: 'LEW-7K3QF', dueOn: '2026-12-18' },
		{ planRef: 'LEW-P9RTB', dueOn: '2026-11-22' }
	];
	const { subject, text } = reminderOf({ ...facts, plans });
	expect(subject).toBe('Autumn term 2026: 3 plans wait for you to check');
	expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
		'- LEW-P9RTB, was due 22 November 2026',
		'- LEW-7K3QF, due 18 December 2026',
		'- LEW-M2XDA, due 18 December 2026'
	]);
});

test('of a plan it holds the reference and the day, whatever else is known', () => {
	const plan = {
		planRef: 'LEW-7K3QF',
		dueOn: '2026-12-18',
		schoolUrn: '990001',
		reason: 'secret',
		primaryNeed: 'SLCN'
	};
	const { subject, text } = reminderOf({ ...facts, plans: [plan] });
	for (const hidden of ['990001', 'secret', 'SLCN']) expect(subject + text).not.toContain(hidden);
});
