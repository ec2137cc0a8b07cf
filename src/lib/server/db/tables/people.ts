/** Who works with a partnership, what they are and what ties them. */
import type { Owned } from './owned.ts';

interface PersonTable extends Owned {
	personId: string;
	/** better-auth's user, once the invitation is accepted. */
	userId: string | null;
	email: string;
	name: string;
	agency: string | null;
	capacity: number;
	trainedOn: string | null;
	disabledAt: string | null;
	createdAt: string;
	/** When a coordinator last put it right by hand; null again once an import wrote over it. */
	correctedAt: string | null;
}

interface PersonRoleTable extends Owned {
	personId: string;
	role: string;
}

interface PersonSchoolTable extends Owned {
	personId: string;
	schoolUrn: string;
}

/** Services that an auditor works for or is tied to. */
interface PersonServiceTable extends Owned {
	personId: string;
	service: string;
	declaredAt: string | null;
}

/** Two people of one household, the smaller id first. */
interface HouseholdTable extends Owned {
	personId: string;
	otherId: string;
	/** Which of the two said so. */
	declaredBy: string;
	declaredAt: string;
}

interface InvitationTable extends Owned {
	invitationId: string;
	personId: string;
	/** SHA-256 of the token; the token itself is only in the link. */
	tokenHash: string;
	createdAt: string;
	expiresAt: string;
	acceptedAt: string | null;
	/** SHA-256 of the code to type; null for an invitation from before there were codes. */
	codeHash: string | null;
	withdrawnAt: string | null;
}

interface InterestTable extends Owned {
	interestId: string;
	auditorId: string;
	planRef: string | null;
	schoolUrn: string | null;
	source: string;
	/** What ties them, where they said so themselves. */
	kind: string | null;
	declaredAt: string | null;
}

export interface PeopleTables {
	person: PersonTable;
	personRole: PersonRoleTable;
	personSchool: PersonSchoolTable;
	personService: PersonServiceTable;
	household: HouseholdTable;
	invitation: InvitationTable;
	interest: InterestTable;
}
