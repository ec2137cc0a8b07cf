/** A term: its sample, who is given which plan, and what moves afterwards. */
import * as assignmentRows from '#lib/server/assignment-rows.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import * as frames from '#lib/server/frames.ts';
import * as handovers from '#lib/server/handovers.ts';
import { newId } from '#lib/server/ids.ts';
import * as pairings from '#lib/server/pairings.ts';
import * as proposalInputs from '#lib/server/proposal-inputs.ts';
import * as proposalWishes from '#lib/server/proposal-wishes.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as terms from '#lib/server/terms.ts';
import { by, START, termFacts } from '#tests/support/builders.ts';
import type { Acts, World } from '../partnership-world.ts';

const basis = { basis: 'Consent', basisDecidedBy: 'The head' };
const sender = { from: 'Priya', address: 'https://thread.example.org' };
const remind = (store: Store, { termId, toDo }: World) =>
	reminders.note(store, termId, toDo.auditorId, { assignmentIds: [toDo.assignmentId], way: 'copied' }, by());

export const termActs: Acts = {
	modules: {
		assignmentRows,
		assignments,
		dueDates,
		frames,
		handovers,
		pairings,
		proposalInputs,
		proposalWishes,
		reminders,
		termBoards,
		terms
	},
	pure: [
		'assignmentRows.assignmentOf',
		'assignmentRows.contextOf',
		'assignmentRows.rowOf',
		'pairings.check',
		'reminders.messagesOf'
	],
	acts: {
		'assignments.list': (store, of) => assignments.list(store, of.termId),
		'assignments.byId': (store, of) => assignments.byId(store, of.toDo.assignmentId),
		'assignments.proposal': (store, of) => assignments.proposal(store, of.termId, 'seed', START),
		'assignments.proposalInputs': (store, of) => assignments.proposalInputs(store, of.termId, 'seed', START),
		'assignments.confirm': (store, of) =>
			assignments.confirm(
				store,
				of.termId,
				[{ auditorId: of.auditor.personId, planId: of.toDo.planRef, marking: 'first' }],
				basis,
				by()
			),
		'assignments.decline': (store, of) => assignments.decline(store, of.toDo.assignmentId, 'know_family', by()),
		'assignments.noteOpening': (store, of) =>
			assignments.noteOpening(store, of.toDo.assignmentId, { actorId: of.toDo.auditorId, now: START }),
		'assignments.withdraw': (store, of) => assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by()),
		'assignments.reassign': (store, of) =>
			assignments.reassign(store, of.toDo.assignmentId, of.other.personId, 'A reason', by()),
		'dueDates.change': (store, of) =>
			dueDates.change(store, of.termId, [{ assignmentId: of.toDo.assignmentId, dueOn: '2026-12-01' }], by()),
		'frames.of': (store, of) => frames.of(store, { termId: of.termId, startsOn: '2026-09-01' }),
		'handovers.wanting': (store, of) => handovers.wanting(store, of.termId),
		'handovers.lookAtDropOut': (store, of) =>
			handovers.lookAtDropOut(store, of.termId, of.toDo.auditorId, { seed: 's', extra: 1 }, START),
		'handovers.lookAtJoining': (store, of) =>
			handovers.lookAtJoining(store, of.termId, of.auditor.personId, { seed: 's', extra: 1 }, START),
		'handovers.lookAtVacancies': (store, of) =>
			handovers.lookAtVacancies(store, of.termId, { seed: 's', extra: 1 }, START),
		'handovers.fillVacancies': async (store, of) => {
			const wish = { seed: 's', extra: 2 };
			await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
			const { fingerprint } = await handovers.lookAtVacancies(store, of.termId, wish, START);
			return handovers.fillVacancies(store, of.termId, { ...wish, fingerprint, giving: basis }, by());
		},
		'handovers.dropOut': async (store, of) => {
			const wish = { seed: 's', extra: 2 };
			const { fingerprint } = await handovers.lookAtDropOut(store, of.termId, of.toDo.auditorId, wish, START);
			const how = { ...wish, fingerprint, reason: 'A reason', dueOn: '2026-12-01' };
			return handovers.dropOut(store, of.termId, of.toDo.auditorId, how, by());
		},
		'handovers.join': async (store, of) => {
			const wish = { seed: 's', extra: 2 };
			await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
			const { fingerprint } = await handovers.lookAtJoining(store, of.termId, of.other.personId, wish, START);
			return handovers.join(store, of.termId, of.other.personId, { ...wish, fingerprint, giving: basis }, by());
		},
		'handovers.giveOne': async (store, of) => {
			await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
			const what = { auditorId: of.other.personId, planRef: of.toDo.planRef };
			return handovers.giveOne(store, of.termId, what, { ...basis, dueOn: '2026-12-01' }, by());
		},
		'pairings.historyOf': (store, of) => pairings.historyOf(store, of.openTermId),
		'pairings.groundOf': (store, of) => pairings.groundOf(store, of.termId, [of.toDo.planRef], START),
		'pairings.heldAmong': (store, of) => pairings.heldAmong(store, [of.toDo.planRef]),
		'pairings.checkBeside': (store, of) =>
			pairings.checkBeside(store, of.auditor.personId, of.toDo.planRef, [of.other.personId], { sameAgency: false }),
		'pairings.noteSameAgency': (store, of) => pairings.noteSameAgency(store, of.toDo.assignmentId, by()),
		'pairings.candidates': (store, of) => pairings.candidates(store, of.termId, of.toDo, START),
		'proposalInputs.inputsOf': (store, of) =>
			proposalInputs.inputsOf(store, of.termId, { plans: [] }, [], 'seed', START, {}),
		'proposalWishes.list': (store, of) => proposalWishes.list(store, of.termId),
		'proposalWishes.pin': async (store, of) => {
			await assignments.withdraw(store, of.toDo.assignmentId, 'A reason', by());
			const pin = { auditorId: of.other.personId, planRef: of.toDo.planRef, marking: 'first' as const };
			return proposalWishes.pin(store, of.termId, [pin], by());
		},
		'proposalWishes.keepOff': (store, of) =>
			proposalWishes.keepOff(store, of.termId, { auditorId: of.auditor.personId, planRef: of.toDo.planRef }, by()),
		'proposalWishes.hold': (store, of) => proposalWishes.hold(store, of.termId, of.toDo.planRef, by()),
		'proposalWishes.undo': (store, of) => proposalWishes.undo(store, of.termId, newId(), by()),
		'reminders.mail': (store, of) =>
			reminders.mail(store, of.termId, of.toDo.auditorId, { mailer: { send: async () => {} }, ...sender }, by()),
		'reminders.note': (store, of) => remind(store, of),
		'reminders.forget': async (store, of) => {
			await remind(store, of);
			return reminders.forget(store, of.termId, of.toDo.auditorId, START, by());
		},
		'termBoards.get': (store, of) => termBoards.get(store, of.termId, START),
		'terms.open': (store) => terms.open(store, termFacts({ name: 'summer' }), by()),
		'terms.list': (store) => terms.list(store),
		'terms.byId': (store, of) => terms.byId(store, of.termId),
		'terms.frame': (store, of) => terms.frame(store, { termId: of.termId, startsOn: '2026-09-01' }),
		'terms.drawSample': (store, of) => terms.drawSample(store, of.openTermId, { size: 2 }, 'seed', by()),
		'terms.earlierDraws': (store, of) => terms.earlierDraws(store, of.openTermId),
		'terms.undoDraw': (store, of) => terms.undoDraw(store, of.openTermId, by()),
		'terms.sample': (store, of) => terms.sample(store, of.termId),
		'terms.close': (store, of) => terms.close(store, of.termId, by())
	}
};
