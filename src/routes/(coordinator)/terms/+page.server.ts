import { statusOf as assignmentStatusOf } from '#lib/domain/assignment.ts';
import { isComplete } from '#lib/domain/local-guide.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { page } from '#lib/server/endpoint.ts';
import * as farewells from '#lib/server/farewells.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as terms from '#lib/server/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const [all, planCount, everyone] = await Promise.all([terms.list(store), plans.count(store), people.list(store)]);
	const guide = await localGuides.get(store);
	const rows = await Promise.all(
		all.map(async (term) => {
			const given = await assignments.list(store, term.termId);
			const live = given.filter((one) => ['assigned', 'submitted'].includes(assignmentStatusOf(one)));
			return {
				termId: term.termId,
				label: termLabel(term),
				status: statusOf(term),
				dueOn: term.dueOn,
				assigned: live.length,
				sent: live.filter((one) => one.submittedAt).length
			};
		})
	);
	const nameOf = (personId: string) => everyone.find((one) => one.personId === personId)?.name ?? 'Somebody';
	const [forgot, lastPosts] = await Promise.all([recoveries.open(store), farewells.open(store)]);
	return {
		forgot: forgot.map(({ personId, askedAt }) => ({ personId, askedAt, name: nameOf(personId) })),
		lastPosts: lastPosts.map(({ personId, receivedAt }) => ({ personId, receivedAt, name: nameOf(personId) })),
		hasRecoveryKey: (await recoveries.key(store)) !== null,
		terms: rows.sort((a, b) => b.dueOn.localeCompare(a.dueOn)),
		planCount,
		guideComplete: isComplete(guide),
		auditorCount: everyone.filter((one) => one.roles.includes('auditor')).length
	};
});
