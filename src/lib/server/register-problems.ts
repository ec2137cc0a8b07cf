/** What only the register itself can find wrong with an import: the wrong authority or key, an older return, settings nobody knows. */
import { formatDate } from '#lib/domain/plain-date.ts';
import type { PlanChanges } from '#lib/domain/register-changes.ts';
import type { ImportProblem, RegisterImport } from '#lib/domain/register.ts';
import type { Present } from './register.ts';

/** Settings that nobody knows are told one by one up to here. */
const TOLD = 200;

/** A return with this share fewer plans, and this many, is worth a second look. */
const SHRINKS = { share: 0.2, plans: 10 } as const;

/** Gives the problems of an import against the present register, errors first. `actorId` is who imports it. */
export function problemsOf(
	present: Present,
	what: RegisterImport,
	changes: PlanChanges | null,
	actorId: string
): ImportProblem[] {
	const found = [
		...returnProblems(present, what, changes),
		...unknownSettings(present, what),
		...peopleProblems(present, what, actorId)
	];
	return [
		...found.filter(({ severity }) => severity === 'error'),
		...found.filter(({ severity }) => severity === 'warning')
	];
}

function returnProblems(present: Present, what: RegisterImport, changes: PlanChanges | null): ImportProblem[] {
	if (!what.return) return [];
	const found: ImportProblem[] = [];
	const tell = (severity: ImportProblem['severity'], code: string, column: string | null, message: string) =>
		found.push({ severity, code, part: 'return', index: null, column, message });
	if (what.return.laCode !== present.laCode) {
		tell(
			'error',
			'authority.other',
			'lea',
			`This return is of another authority: ours has the code ${present.laCode}.`
		);
	}
	const { lastReturn } = present;
	if (lastReturn && lastReturn.keyId !== what.return.keyId) {
		tell(
			'warning',
			'key.differs',
			null,
			'This is another key than the one of the last import. With it no plan is found again: all would get new references, and the present ones would end. Load the key file of the last import, unless it is lost.'
		);
	}
	if (lastReturn && what.return.referenceDate < lastReturn.referenceDate) {
		tell(
			'warning',
			'return.older',
			'referencedate',
			`This import is for ${formatDate(what.return.referenceDate)}, the last one was for ${formatDate(lastReturn.referenceDate)}. Newer facts would be replaced by older ones.`
		);
	}
	const running = present.plans.filter(({ ceasedOn }) => ceasedOn === null).length;
	const ended = changes?.ended.length ?? 0;
	if (ended >= SHRINKS.plans && ended >= running * SHRINKS.share) {
		tell(
			'warning',
			'return.shrinks',
			null,
			`${ended.toLocaleString('en-GB')} of ${running.toLocaleString('en-GB')} plans in the register are not in this import and would end. Is it complete?`
		);
	}
	return found;
}

function unknownSettings(present: Present, what: RegisterImport): ImportProblem[] {
	const known = knownUrns(present, what);
	const told = new Set<string>();
	const found: ImportProblem[] = [];
	what.return?.plans.forEach(({ schoolUrn }, index) => {
		if (schoolUrn === null || known.has(schoolUrn) || told.has(schoolUrn)) return;
		told.add(schoolUrn);
		if (told.size > TOLD) return;
		found.push({
			severity: 'warning',
			code: 'school.unknown',
			part: 'return',
			index,
			column: 'urn',
			message: `We know no school with the URN ${schoolUrn}. Its plans count under "other" until a GIAS file that holds it is imported.`
		});
	});
	if (told.size > TOLD) {
		found.push({
			severity: 'warning',
			code: 'school.unknown',
			part: 'return',
			index: null,
			column: 'urn',
			message: `We do not know ${told.size - TOLD} more schools. Choose the GIAS file of the whole of England too.`
		});
	}
	return found;
}

function peopleProblems(present: Present, what: RegisterImport, actorId: string): ImportProblem[] {
	const known = knownUrns(present, what);
	const byEmail = new Map(present.people.map((person) => [person.email.toLowerCase(), person]));
	return (what.people ?? []).flatMap((person, index) => {
		const found: ImportProblem[] = [];
		const tell = (severity: ImportProblem['severity'], code: string, column: string, message: string) =>
			found.push({ severity, code, part: 'people', index, column, message });
		const before = byEmail.get(person.email);
		if (before?.personId === actorId && !person.roles.includes('coordinator')) {
			tell(
				'error',
				'person.own_role',
				'role',
				'This is you, and the file takes the role of coordinator away from you. Add it in the file, or ask another coordinator to import it.'
			);
		}
		if (before && before.disabledAt !== null) {
			tell('warning', 'person.disabled', 'email', 'This person was shut out, and stays so.');
		}
		for (const [column, urns] of [
			['school_urns', person.schoolUrns],
			['interest_urns', person.interestUrns]
		] as const) {
			if (urns.every((urn) => known.has(urn))) continue;
			tell(
				'warning',
				'school.unknown',
				column,
				person.roles.includes('headteacher') && column === 'school_urns'
					? 'We know no school with this URN, so this headteacher would see none. Check it, or import the GIAS file too.'
					: 'We know no school with this URN. Check it, or import the GIAS file too.'
			);
		}
		return found;
	});
}

function knownUrns(present: Present, what: RegisterImport): Set<string> {
	return new Set([...present.schools, ...(what.schools ?? [])].map(({ urn }) => urn));
}
