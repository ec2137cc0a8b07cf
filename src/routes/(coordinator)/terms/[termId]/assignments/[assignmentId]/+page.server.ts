import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { DeclineReason } from '#lib/domain/assignment.ts';
import { agencyLabels } from '#lib/domain/person.ts';
import { londonDate, PlainDate } from '#lib/domain/plain-date.ts';
import { problems, Refusal } from '#lib/domain/problem.ts';
import { isOpen } from '#lib/domain/board-items.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { stageLabels } from '#lib/domain/year-group.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as pairings from '#lib/server/pairings.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import type { Actions, PageServerLoad } from './$types';

/** One assignment: where it stands, who had the plan before, and what its coordinator can do about it. */
export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { term, board, people, schools } = await termBoards.get(store, event.params.termId ?? '', now);
	const item = board.items.find(({ assignmentId }) => assignmentId === event.params.assignmentId);
	if (!item) throw new Refusal('thing.not_found');
	const same = board.items.filter(({ planRef, marking }) => planRef === item.planRef && marking === item.marking);
	const taken = same.find((one) => isOpen(one) || one.state === 'sent');
	const { decisions } = board;
	const vacant = [...decisions.handedBack, ...decisions.unfilled].some(
		({ planRef, marking }) => planRef === item.planRef && marking === item.marking
	);
	const status = statusOf(term);
	const givable = status === 'confirmed' && (isOpen(item) || vacant);
	const found = givable ? await pairings.candidates(store, term.termId, item, now) : [];
	const nameOf = (personId: string) => people.get(personId)?.name ?? 'Somebody';
	const labelled = found.map((one) => ({
		auditorId: one.auditorId,
		name: one.name,
		agency: one.agency ? agencyLabels[one.agency] : 'Agency not known',
		sameAgency: one.why === 'assignment.agency',
		why: one.why && problems[one.why].message,
		room: one.capacity - one.load,
		load: one.load,
		capacity: one.capacity
	}));
	return {
		term: { termId: term.termId, label: termLabel(term), status, endsOn: term.endsOn },
		today: londonDate(now),
		item: {
			...item,
			name: nameOf(item.auditorId),
			agency: item.agency ? agencyLabels[item.agency] : '',
			stage: item.stage ? stageLabels[item.stage] : '',
			school: item.schoolUrn === null ? '' : (schools.get(item.schoolUrn) ?? `Setting ${item.schoolUrn}`),
			ended: people.get(item.auditorId)?.disabledAt != null
		},
		givable,
		/** Who has the plan now, where that is somebody else. */
		nowWith:
			taken && taken.assignmentId !== item.assignmentId
				? { assignmentId: taken.assignmentId, name: nameOf(taken.auditorId) }
				: null,
		others: board.items
			.filter(({ planRef, assignmentId }) => planRef === item.planRef && assignmentId !== item.assignmentId)
			.map((one) => ({ ...one, name: nameOf(one.auditorId) })),
		able: labelled.filter(({ why, sameAgency }) => why === null || sameAgency),
		unable: labelled.filter(({ why, sameAgency }) => why !== null && !sameAgency)
	};
});

const words = z.string().trim().min(3, 'Say why, in a few words').max(300, 'Shorten the reason to 300 characters');

export const actions: Actions = {
	due: action({
		form: z.strictObject({
			dueOn: PlainDate.catch('').refine((day) => day !== '', 'Enter the new day, for example 18/12/2026')
		}),
		act: async ({ store, person, body, event, now }) => {
			const wanted = [{ assignmentId: event.params.assignmentId ?? '', dueOn: body.dueOn }];
			await dueDates.change(store, event.params.termId ?? '', wanted, { actorId: person.personId, now });
			return { done: 'due' as const };
		}
	}),
	reassign: action({
		form: z.strictObject({
			auditorId: z.uuid('Choose the new auditor'),
			reason: words,
			sameAgency: z.literal('on').optional()
		}),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			const { auditorId, reason } = body;
			const confirmed = { sameAgency: body.sameAgency === 'on' };
			const given = await assignments.reassign(
				store,
				event.params.assignmentId ?? '',
				auditorId,
				reason,
				by,
				confirmed
			);
			redirect(303, `/terms/${given.termId}/assignments/${given.assignmentId}`);
		}
	}),
	withdraw: action({
		form: z.strictObject({ reason: words }),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			await assignments.withdraw(store, event.params.assignmentId ?? '', body.reason, by);
			return { done: 'withdraw' as const };
		}
	}),
	decline: action({
		form: z.strictObject({ reason: z.enum(DeclineReason.options, 'Choose why it was handed back') }),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			await assignments.decline(store, event.params.assignmentId ?? '', body.reason, by);
			return { done: 'decline' as const };
		}
	}),
	openAgain: action({
		form: z.strictObject({ reason: words }),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			await revisions.open(store, event.params.assignmentId ?? '', body.reason, by);
			return { done: 'openAgain' as const };
		}
	}),
	refuse: action({
		form: z.strictObject({ reason: words }),
		act: async ({ store, person, body, event, now }) => {
			const by = { actorId: person.personId, now };
			await revisions.refuse(store, event.params.assignmentId ?? '', body.reason, by);
			return { done: 'refuse' as const };
		}
	})
};
