import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { boardSorts, boardViews, groupsOf, type BoardSort, type BoardView } from '#lib/domain/board-groups.ts';
import { Id } from '#lib/domain/ids.ts';
import { agencyLabels, type Agency } from '#lib/domain/person.ts';
import { londonDate, PlainDate } from '#lib/domain/plain-date.ts';
import type { TabletLine, Vacancy } from '#lib/domain/board-decisions.ts';
import type { BoardItem } from '#lib/domain/board-items.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { stageLabels, type Stage } from '#lib/domain/year-group.ts';
import * as dueDates from '#lib/server/due-dates.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as noteFinds from '#lib/server/note-finds.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as revisions from '#lib/server/revisions.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import type { Actions, PageServerLoad } from './$types';

/** Gives what an address asks for where it is one of the choices, else the first of them. */
function chosen<Choice extends string>(asked: string | null, choices: readonly [Choice, ...Choice[]]): Choice {
	return choices.find((choice) => choice === asked) ?? choices[0];
}

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { term, board, precision, people, strata, schools } = await termBoards.get(
		store,
		event.params.termId ?? '',
		now
	);
	const status = statusOf(term);
	const nameOf = (personId: string) => people.get(personId)?.name ?? 'Somebody';
	const labels: Record<BoardView, (key: string) => string> = {
		auditor: nameOf,
		agency: (key) => agencyLabels[key as Agency] ?? 'Agency not known',
		stage: (key) => stageLabels[key as Stage] ?? 'Stage not known',
		stratum: (key) => strata.get(key) ?? 'Not in the sample',
		school: (key) => (key === '' ? 'No setting in the register' : (schools.get(key) ?? `Setting ${key}`))
	};
	const asked = event.url.searchParams;
	const view: BoardView = chosen(asked.get('view'), boardViews);
	const sort: BoardSort = chosen(asked.get('sort'), boardSorts);
	const shown = (item: BoardItem) => ({
		...item,
		name: nameOf(item.auditorId),
		school: item.schoolUrn === null ? '' : labels.school(item.schoolUrn)
	});
	const vacancy = ({ planRef, marking, before }: Vacancy) => ({
		planRef,
		marking,
		before: before && { assignmentId: before.assignmentId, name: nameOf(before.auditorId), reason: before.reason ?? '' }
	});
	const named = <One extends { readonly auditorId: string }>(one: One) => ({ ...one, name: nameOf(one.auditorId) });
	const tablets = (lines: readonly TabletLine[]) => lines.map(named);
	const groups = groupsOf(board.items, view, sort, labels[view]);
	const open = groups.find(({ key }) => key === asked.get('open'));
	const { decisions } = board;
	const forgot = await recoveries.open(store);
	return {
		term: { termId: term.termId, label: termLabel(term), status, dueOn: term.dueOn, endsOn: term.endsOn },
		today: londonDate(now),
		drawn: board.drawn,
		precision,
		counts: board.counts,
		forgot: forgot.map(({ personId, askedAt }) => ({ personId, askedAt, name: nameOf(personId) })),
		handedBack: decisions.handedBack.map(vacancy),
		tied: decisions.tied.map(named),
		held: decisions.held.map(({ item, ...one }) => ({ ...one, item: item && named(item) })),
		askedBack: decisions.askedBack.map(shown),
		overdue: decisions.overdue.map(named),
		notOpened: decisions.notOpened.map(named),
		waiting: tablets(decisions.waiting),
		refused: tablets(decisions.refused),
		silent: decisions.silent.map(named),
		disabled: decisions.disabled.map(named),
		unfilled: decisions.unfilled.map(vacancy),
		stuck: board.stuck.map(named),
		notes: (await noteFinds.list(store, term.termId)).map(named),
		view,
		sort,
		groups: groups.map(({ items: _items, ...group }) => group),
		open: open ? { key: open.key, label: open.label, items: open.items.map(shown) } : null
	};
});

const assignmentId = Id;
const reason = z
	.string()
	.trim()
	.min(3, 'Say why, in a few words, so that the auditor and the forum can follow it')
	.max(500, 'Shorten the reason to 500 characters');

/** `id=day`, as the form that undoes a change of dates sends what was there before. */
const dated = z
	.templateLiteral([z.uuid(), '=', z.string()])
	.transform((text) => ({ assignmentId: text.slice(0, 36), dueOn: text.slice(37) }))
	.pipe(z.strictObject({ assignmentId: Id, dueOn: PlainDate }));

export const actions: Actions = {
	openAgain: action({
		form: z.strictObject({ assignmentId, reason }),
		act: async ({ store, person, body, event, now }) => {
			await revisions.open(store, body.assignmentId, body.reason, { actorId: person.personId, now });
			redirect(303, `/terms/${event.params.termId}/progress`);
		}
	}),
	refuse: action({
		form: z.strictObject({ assignmentId, reason }),
		act: async ({ store, person, body, event, now }) => {
			await revisions.refuse(store, body.assignmentId, body.reason, { actorId: person.personId, now });
			redirect(303, `/terms/${event.params.termId}/progress`);
		}
	}),
	due: action({
		form: z.strictObject({
			assignmentIds: z.array(Id, 'Tick at least one plan').min(1, 'Tick at least one plan').max(1000),
			dueOn: PlainDate.catch('').refine((day) => day !== '', 'Enter the new day, for example 18/12/2026')
		}),
		act: async ({ store, person, body, event, now }) => {
			const { assignmentIds, dueOn } = body;
			const before = await dueDates.change(
				store,
				event.params.termId ?? '',
				assignmentIds.map((assignmentId) => ({ assignmentId, dueOn })),
				{ actorId: person.personId, now }
			);
			const today = londonDate(now);
			return { changed: { dueOn, before, undoable: before.every((one) => one.dueOn >= today) } };
		}
	}),
	undoDue: action({
		form: z.strictObject({ before: z.array(dated).min(1).max(1000) }),
		act: async ({ store, person, body, event, now }) => {
			await dueDates.change(store, event.params.termId ?? '', body.before, { actorId: person.personId, now });
			return { undone: true };
		}
	})
};
