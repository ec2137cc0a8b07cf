import { expect, test } from 'vitest';
import { isComplete, LocalGuide, unwrittenGuide, type GuideContact } from '#lib/domain/local-guide.ts';

const nobody: GuideContact = { role: 'The duty desk', phone: '', email: '', hours: '' };
const desk = { ...nobody, phone: '020 7946 0123' };

test('what stands there at first is a guide, and says itself that it is not complete', () => {
	expect(LocalGuide.parse(unwrittenGuide)).toEqual(unwrittenGuide);
	expect(isComplete(unwrittenGuide)).toBe(false);
});

test.each<[string, GuideContact, GuideContact[], boolean]>([
	['a number to ring and one for a worry', desk, [desk], true],
	['an address to write to will do', { ...nobody, email: 'qa@example.org' }, [nobody, desk], true],
	['nobody for a worry', desk, [], false],
	['somebody for a worry whom nobody can reach', desk, [nobody], false],
	['nobody to ring', nobody, [desk], false]
])('%s', (_what, contact, contacts, complete) => {
	const guide = { ...unwrittenGuide, contact, safeguarding: { ...unwrittenGuide.safeguarding, contacts } };
	expect(isComplete(guide)).toBe(complete);
});

test('what is typed is trimmed and has an end', () => {
	const typed = { ...unwrittenGuide, planAccess: '  Ring the desk. ' };
	expect(LocalGuide.parse(typed).planAccess).toBe('Ring the desk.');
	expect(LocalGuide.safeParse({ ...typed, planAccess: 'x'.repeat(2001) }).success).toBe(false);
	expect(LocalGuide.safeParse({ ...typed, usualMinutes: 4 }).success).toBe(false);
});
