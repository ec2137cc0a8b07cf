import { describe, expect, test } from 'vitest';
import { Assignment, DeclineReason, declineReasons, statusOf, type AssignmentStatus } from '#lib/domain/assignment.ts';

const at = '2026-09-07T08:00:00.000Z';
const id = '0192f3a1-7b1c-7d2e-8f00-0123456789ab';

const assignment: Assignment = {
	assignmentId: id,
	termId: id,
	planRef: 'LEW-7K3QF',
	auditorId: id,
	marking: 'first',
	rubricId: 'ehcp-full-audit',
	rubricVersion: '0.2.0',
	context: { profile: 'full', yearGroup: 4, planKind: 'new', phaseTransfer: false },
	dueOn: '2026-12-18',
	basis: 'Consent of the parent',
	basisDecidedBy: 'Head of SEN',
	assignedAt: at,
	declinedAt: null,
	withdrawnAt: null,
	reason: null,
	submittedAt: null,
	openedAt: null,
	chasedAt: null
};

describe('where an assignment stands: sent before taken back before handed back', () => {
	test.each<[boolean, boolean, boolean, AssignmentStatus]>([
		[false, false, false, 'assigned'],
		[false, false, true, 'declined'],
		[false, true, false, 'withdrawn'],
		[false, true, true, 'withdrawn'],
		[true, false, false, 'submitted'],
		[true, false, true, 'submitted'],
		[true, true, false, 'submitted'],
		[true, true, true, 'submitted']
	])('sent %s, taken back %s, handed back %s: %s', (sent, withdrawn, declined, status) => {
		const when = (done: boolean) => (done ? at : null);
		expect(statusOf({ submittedAt: when(sent), withdrawnAt: when(withdrawn), declinedAt: when(declined) })).toBe(
			status
		);
	});
});

describe('the schema', () => {
	test.each<[string, object, boolean]>([
		['as it is', {}, true],
		['no basis', { basis: '' }, false],
		['nobody who decided', { basisDecidedBy: '' }, false],
		['a third marking', { marking: 'third' }, false],
		['a reason of 500 characters', { reason: 'a'.repeat(500) }, true],
		['a reason of 501 characters', { reason: 'a'.repeat(501) }, false],
		['the youngest year group', { context: { ...assignment.context, yearGroup: -5 } }, true],
		['a younger one', { context: { ...assignment.context, yearGroup: -6 } }, false],
		['the oldest year group', { context: { ...assignment.context, yearGroup: 21 } }, true],
		['an older one', { context: { ...assignment.context, yearGroup: 22 } }, false],
		['a status of its own', { status: 'assigned' }, false]
	])('%s', (_what, change, good) => {
		expect(Assignment.safeParse({ ...assignment, ...change }).success).toBe(good);
	});

	test('takes the reasons on the screen and no others', () => {
		for (const reason of Object.keys(declineReasons)) expect(DeclineReason.safeParse(reason).success).toBe(true);
		expect(DeclineReason.safeParse('bored').success).toBe(false);
		expect(DeclineReason.safeParse('toString').success).toBe(false);
		expect(new Set(Object.values(declineReasons)).size).toBe(Object.keys(declineReasons).length);
	});
});
