/**
 * The tables as Kysely sees them. Column names are snake_case in SQL and camelCase here (CamelCasePlugin).
 * Every table but better-auth's own carries `partnershipId`, and is reached only through a Store (store.ts), which adds it to
 * every statement; composite foreign keys keep rows of two partnerships from ever pointing at each other.
 * JSON is text in both engines: it is canonical where it is hashed, and no query looks inside it.
 * Flags are 0/1 integers and times ISO text in both engines, so that rows read alike.
 */
interface Owned {
	partnershipId: string;
}

export interface PartnershipTable {
	partnershipId: string;
	/** Three capital letters that begin every planRef. */
	code: string;
	name: string;
	/** The DfE's three-digit local authority code, for example 209. */
	laCode: string;
	createdAt: string;
}

export interface PersonTable extends Owned {
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

export interface PersonRoleTable extends Owned {
	personId: string;
	role: string;
}

export interface PersonSchoolTable extends Owned {
	personId: string;
	schoolUrn: string;
}

export interface InvitationTable extends Owned {
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

export interface SchoolTable extends Owned {
	urn: string;
	name: string;
	typeCode: number;
	phaseCode: number;
	lowAge: number | null;
	highAge: number | null;
	open: number;
	closedOn: string | null;
	/** When a coordinator last put it right by hand; null again once an import wrote over it. */
	correctedAt: string | null;
}

export interface PlanTable extends Owned {
	planRef: string;
	matchKey: string | null;
	cohort: number;
	primaryNeed: string | null;
	schoolUrn: string | null;
	senSetting: string | null;
	senUnit: number;
	resourcedProvision: number;
	planKind: string;
	startedOn: string | null;
	ceasedOn: string | null;
	/** PlanDates as JSON. */
	dates: string;
	/** Held back from sampling, since when and why. */
	heldAt: string | null;
	heldReason: string | null;
	/** When a coordinator last put it right by hand; null again once an import wrote over it. */
	correctedAt: string | null;
	/** When a coordinator added it by hand; null for one that came with a return. */
	addedAt: string | null;
	/** When a coordinator ended it by hand; null where a return did. */
	endedAt: string | null;
}

export interface InterestTable extends Owned {
	interestId: string;
	auditorId: string;
	planRef: string | null;
	schoolUrn: string | null;
	source: string;
	/** What ties them, where they said so themselves. */
	kind: string | null;
	declaredAt: string | null;
}

/** Each confirmed import, and the register's state token: a preview names the last import it was made against. */
export interface RegisterImportTable extends Owned {
	importId: string;
	importedAt: string;
	importedBy: string;
	/** Names the coordinator's key behind the match keys; null where no plans were imported. The key itself never comes here. */
	keyId: string | null;
	/** The day that the SEN2 return was for; null where no plans were imported. */
	referenceDate: string | null;
	/** Counts as JSON: what became of plans, schools and people. */
	counts: string;
	undoneAt: string | null;
	undoneBy: string | null;
}

export interface RubricTable extends Owned {
	rubricId: string;
	version: string;
	/** SHA-256 of the body's canonical JSON. */
	contentHash: string;
	body: string;
	publishedAt: string;
}

export interface TermTable extends Owned {
	termId: string;
	academicYear: number;
	name: string;
	startsOn: string;
	endsOn: string;
	dueOn: string;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	/** JSON list of agencies. */
	adviceWithheldFrom: string;
	/** JSON list of section codes. */
	switchedOff: string;
	openedAt: string;
	sampledAt: string | null;
	confirmedAt: string | null;
	closedAt: string | null;
	/** The drawn Sample without its plans, as JSON: seed, design, strata. Null until drawn. */
	sample: string | null;
}

export interface SamplePlanTable extends Owned {
	termId: string;
	planRef: string;
	stratum: string;
	inclusionProbability: number;
	auditsWanted: number;
}

export interface AssignmentTable extends Owned {
	assignmentId: string;
	termId: string;
	planRef: string;
	auditorId: string;
	marking: string;
	rubricId: string;
	rubricVersion: string;
	/** Context as JSON. */
	context: string;
	dueOn: string;
	basis: string;
	basisDecidedBy: string;
	assignedAt: string;
	declinedAt: string | null;
	withdrawnAt: string | null;
	reason: string | null;
	submittedAt: string | null;
	/** When its auditor first opened it, as their tablet told. */
	openedAt: string | null;
	/** When a coordinator last reminded its auditor. */
	chasedAt: string | null;
}

/** One row an accepted entry, so that a second sending finds its receipt. */
export interface EntryTable extends Owned {
	entryId: string;
	personId: string;
	deviceId: string;
	contentHash: string;
	kind: string;
	sequence: number;
	receivedAt: string;
}

export interface SubmissionTable extends Owned {
	submissionId: string;
	entryId: string;
	assignmentId: string;
	revision: number;
	termId: string;
	planRef: string;
	auditorId: string;
	marking: string;
	/** The plan's setting when the audit came: it counts for that school, wherever the plan goes next. */
	schoolUrn: string | null;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	context: string;
	/** Answers without notes as JSON, short (submission-levels.ts): findings read these alone. */
	levels: string;
	/** Notes by criterion as JSON: read one audit at a time, never for a report. */
	notes: string;
	startedAt: string;
	submittedAt: string;
	receivedAt: string;
	/** Day in London that decides the half-year. */
	submittedOn: string;
	/** The half-year it counts in, and whether it came after its own was published (0/1). */
	period: string;
	late: number;
	/** Notes with something that looks as if it pointed to a person: confirmed by their author to be about nobody, and not. */
	notesConfirmed: number;
	notesUnconfirmed: number;
}

export interface LearningReportTable extends Owned {
	reportId: string;
	period: string;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	/** LearningReport as JSON; frozen once published. */
	model: string;
	/** What the chair wrote, as JSON; null where nothing was written. Frozen with the model. */
	words: string | null;
	/** From 1; a correction of a published report is the next edition of the same kind. */
	edition: number;
	/** What a later edition says has changed. */
	correction: string | null;
	compiledAt: string;
	publishedAt: string | null;
	publishedBy: string | null;
}

export interface SchoolReportTable extends Owned {
	schoolUrn: string;
	academicYear: number;
	/** SchoolReport as JSON; frozen once published. */
	model: string;
	compiledAt: string;
	publishedAt: string | null;
	publishedBy: string | null;
}

/** Append-only: one line an act. `subject` is an id, never a name. */
export interface ActivityTable extends Owned {
	activityId: string;
	/** Order within the partnership, from 1. */
	sequence: number;
	at: string;
	actorId: string | null;
	action: string;
	subject: string | null;
	/** Counts and codes as JSON; never what a person typed. */
	details: string;
}

/** Numbers that count up. `sequence` is the partnership's one order of acts: lines of activity, and what was accepted beside them. */
export interface CounterTable extends Owned {
	name: string;
	value: number;
}

/** A partnership's settings by name, each as JSON of its own schema. */
export interface SettingTable extends Owned {
	name: string;
	body: string;
	changedAt: string;
	changedBy: string;
}

/** What a tablet last said of itself; one row a person and tablet. */
export interface TabletReportTable extends Owned {
	personId: string;
	deviceId: string;
	reportedAt: string;
	/** TabletReport as JSON. */
	body: string;
}

/** An audit that its auditor asked back, or that was opened again: the revision it would become. */
export interface RevisionTable extends Owned {
	assignmentId: string;
	revision: number;
	askedAt: string | null;
	askedWords: string | null;
	openedAt: string | null;
	openedBy: string | null;
	refusedAt: string | null;
	/** Why it was opened or not. */
	reason: string | null;
}

/** What the SEN service said of one plan of a term. */
export interface CaseFactTable extends Owned {
	termId: string;
	planRef: string;
	/** CaseFacts as JSON. */
	body: string;
	changedAt: string;
	changedBy: string;
}

export interface RubricDraftTable extends Owned {
	draftId: string;
	name: string;
	/** The rubric as it stands, as JSON: it may still have faults. */
	body: string;
	/** Counts changes, so that two people do not overwrite each other. */
	state: number;
	createdAt: string;
	changedAt: string;
	changedBy: string;
	publishedAt: string | null;
}

/** What a report recommends and how it goes on. */
export interface RecommendationTable extends Owned {
	recommendationId: string;
	reportId: string;
	/** Recommendation as JSON. */
	body: string;
	createdAt: string;
	changedAt: string;
	changedBy: string;
}

/** Services that an auditor works for or is tied to. */
export interface PersonServiceTable extends Owned {
	personId: string;
	service: string;
	declaredAt: string | null;
}

/** Two people of one household, the smaller id first. */
export interface HouseholdTable extends Owned {
	personId: string;
	otherId: string;
	/** Which of the two said so. */
	declaredBy: string;
	declaredAt: string;
}

/** What an import found before it wrote over it, so that the last one can be undone; no body where there was nothing. */
export interface RegisterBeforeTable extends Owned {
	importId: string;
	kind: string;
	key: string;
	body: string | null;
}

/** One person on one browser, with the credential that it exchanges by. */
export interface TabletTable extends Owned {
	tabletId: string;
	personId: string;
	deviceId: string;
	/** PublicKey as JSON. */
	publicKey: string;
	/** The highest number that a signed request carried. */
	counter: number;
	build: string;
	/** Browser and kind of machine in words, as far as the browser says. */
	device: string;
	createdAt: string;
	contactAt: string;
	leaseUntil: string;
	revokedAt: string | null;
	revokedBy: string | null;
	/** When it sent what it still had, after it was revoked. */
	farewellAt: string | null;
}

/** Keys that audits are sealed to; the newest is in use, the older ones still open. */
export interface IntakeKeyTable extends Owned {
	keyId: string;
	/** PublicKey as JSON. */
	publicKey: string;
	/** The private half, sealed with a key made of the server's secret, as JSON. */
	wrapped: string;
	createdAt: string;
}

/** What a new tablet needs to open a person's vault. */
export interface VaultTable extends Owned {
	personId: string;
	vaultId: string;
	/** PassphraseWrap as JSON. */
	wrap: string;
	/** SealedTo as JSON; null where there was no recovery key yet. */
	escrow: string | null;
	changedAt: string;
}

/** The last backup of each open draft; `deviceId` is the browser on which it goes on. */
export interface DraftBackupTable extends Owned {
	personId: string;
	assignmentId: string;
	deviceId: string;
	vaultId: string;
	savedAt: string;
	receivedAt: string;
	/** SealedText as JSON. */
	body: string;
}

/** Somebody forgot their passphrase, and what became of it. */
export interface RecoveryTable extends Owned {
	recoveryId: string;
	personId: string;
	deviceId: string;
	vaultId: string;
	/** PublicKey of the tablet that waits for the vault's key, as JSON. */
	publicKey: string;
	askedAt: string;
	decidedAt: string | null;
	decidedBy: string | null;
	/** SealedTo as JSON; null while undecided, and where it was refused. */
	sealed: string | null;
}

/** What a revoked tablet still had, for the coordinator to decide about. */
export interface FarewellTable extends Owned {
	farewellId: string;
	personId: string;
	deviceId: string;
	receivedAt: string;
	entries: number;
	drafts: number;
	/** Entries and backups as JSON, all sealed; emptied once it is decided. */
	body: string;
	decidedAt: string | null;
	decidedBy: string | null;
	decision: string | null;
}

/** What a coordinator wants of a term's proposal. */
export interface ProposalWishTable extends Owned {
	wishId: string;
	termId: string;
	kind: string;
	planRef: string;
	auditorId: string | null;
	marking: string | null;
	wishedAt: string;
	wishedBy: string | null;
}

/** The tables that a Store reaches, by their names in camelCase. */
export interface OwnedTables {
	person: PersonTable;
	personRole: PersonRoleTable;
	personSchool: PersonSchoolTable;
	invitation: InvitationTable;
	school: SchoolTable;
	plan: PlanTable;
	interest: InterestTable;
	registerImport: RegisterImportTable;
	rubric: RubricTable;
	term: TermTable;
	samplePlan: SamplePlanTable;
	assignment: AssignmentTable;
	entry: EntryTable;
	submission: SubmissionTable;
	learningReport: LearningReportTable;
	schoolReport: SchoolReportTable;
	activity: ActivityTable;
	counter: CounterTable;
	setting: SettingTable;
	tabletReport: TabletReportTable;
	revision: RevisionTable;
	caseFact: CaseFactTable;
	rubricDraft: RubricDraftTable;
	recommendation: RecommendationTable;
	personService: PersonServiceTable;
	household: HouseholdTable;
	registerBefore: RegisterBeforeTable;
	tablet: TabletTable;
	intakeKey: IntakeKeyTable;
	vault: VaultTable;
	draftBackup: DraftBackupTable;
	recovery: RecoveryTable;
	farewell: FarewellTable;
	proposalWish: ProposalWishTable;
}

/**
 * better-auth's tables and the one beside them: somebody who signs in, before it is known for which partnership. Reached only by
 * sign-in.ts through its own adapter; times are ISO text and flags 0/1 here too.
 */
export interface UserTable {
	id: string;
	name: string;
	/** Lower case; unique. */
	email: string;
	emailVerified: number;
	image: string | null;
	createdAt: string;
	updatedAt: string;
}

export interface AccountTable {
	id: string;
	accountId: string;
	providerId: string;
	userId: string;
	accessToken: string | null;
	refreshToken: string | null;
	idToken: string | null;
	accessTokenExpiresAt: string | null;
	refreshTokenExpiresAt: string | null;
	scope: string | null;
	/** scrypt, as better-auth writes it. */
	password: string | null;
	createdAt: string;
	updatedAt: string;
}

export interface SessionTable {
	id: string;
	/** SHA-256 of the token in the cookie; unique. */
	token: string;
	userId: string;
	/** The person that this session acts as: one user may work with two partnerships. Refers to person.personId, without a foreign key. */
	personId: string | null;
	expiresAt: string;
	lastSeenAt: string | null;
	createdAt: string;
	updatedAt: string;
	ipAddress: string | null;
	userAgent: string | null;
}

export interface VerificationTable {
	id: string;
	identifier: string;
	value: string;
	expiresAt: string;
	createdAt: string;
	updatedAt: string;
}

/** Failed tries to sign in, counted per account and per address; `tryKey` is a hash of either. Indexed by (tryKey, at). */
export interface SignInTryTable {
	tryId: string;
	tryKey: string;
	at: string;
}

export interface Tables extends OwnedTables {
	partnership: PartnershipTable;
	user: UserTable;
	account: AccountTable;
	session: SessionTable;
	verification: VerificationTable;
	signInTry: SignInTryTable;
}
