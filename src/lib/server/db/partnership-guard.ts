/**
 * Puts the partnership into every statement of a store, whoever wrote it: into the conditions of each table that is read, changed or
 * deleted from (those of subqueries and joins too), and into each row that is written. What it does not know it refuses, so that a new
 * kind of statement cannot slip past it. Runs after CamelCasePlugin, hence the names in snake_case.
 */
import {
	AliasNode,
	AndNode,
	BinaryOperationNode,
	ColumnNode,
	DeleteQueryNode,
	IdentifierNode,
	InsertQueryNode,
	JoinNode,
	OnConflictNode,
	OperationNodeTransformer,
	OperatorNode,
	ParensNode,
	PrimitiveValueListNode,
	ReferenceNode,
	SelectQueryNode,
	TableNode,
	UpdateQueryNode,
	ValueListNode,
	ValueNode,
	ValuesNode,
	WhereNode,
	type KyselyPlugin,
	type OperationNode,
	type QueryId
} from 'kysely';

const COLUMN = 'partnership_id';

const ROOTS: ReadonlySet<string> = new Set([
	'SelectQueryNode',
	'InsertQueryNode',
	'UpdateQueryNode',
	'DeleteQueryNode'
]);

/** Clauses that would bring in rows from elsewhere, or let an insert change rows it does not name. */
const CLAUSES = ['with', 'using', 'top', 'output', 'replace', 'orAction', 'onDuplicateKey', 'defaultValues'] as const;

function refuse(what: string): never {
	throw new Error(`a store's statement cannot use ${what}`);
}

/** Gives the plugin that keeps a handle within one partnership and the owned tables. */
export function partnershipGuard(partnershipId: string, tables: ReadonlySet<string>): KyselyPlugin {
	const guard = new PartnershipGuard(partnershipId, tables);
	return {
		transformQuery({ node, queryId }) {
			if (!ROOTS.has(node.kind)) refuse(node.kind);
			return guard.transformNode(node, queryId);
		},
		transformResult: ({ result }) => Promise.resolve(result)
	};
}

class PartnershipGuard extends OperationNodeTransformer {
	readonly #partnershipId: string;
	readonly #tables: ReadonlySet<string>;

	constructor(partnershipId: string, tables: ReadonlySet<string>) {
		super();
		this.#partnershipId = partnershipId;
		this.#tables = tables;
	}

	protected override transformSelectQuery(node: SelectQueryNode, queryId?: QueryId): SelectQueryNode {
		this.#refuseClauses(node);
		const own = (node.from?.froms ?? []).flatMap((from) => this.#conditionOn(from) ?? []);
		const out = super.transformSelectQuery(node, queryId);
		return { ...out, ...this.#where(out.where, own) };
	}

	protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
		// With the others the condition beside the join would not keep foreign rows out.
		if (node.joinType !== 'InnerJoin' && node.joinType !== 'LeftJoin') refuse(node.joinType);
		const condition = this.#conditionOn(node.table);
		const out = super.transformJoin(node, queryId);
		return condition ? JoinNode.cloneWithOn(out, condition) : out;
	}

	protected override transformUpdateQuery(node: UpdateQueryNode, queryId?: QueryId): UpdateQueryNode {
		this.#refuseClauses(node);
		if (node.from || node.joins?.length || !node.table) refuse('UPDATE over several tables');
		if (node.updates?.some((update) => this.#namesColumn(update.column))) refuse(`a new ${COLUMN}`);
		const own = this.#conditionOn(node.table) ?? refuse('UPDATE of a query');
		const out = super.transformUpdateQuery(node, queryId);
		return { ...out, ...this.#where(out.where, [own]) };
	}

	protected override transformDeleteQuery(node: DeleteQueryNode, queryId?: QueryId): DeleteQueryNode {
		this.#refuseClauses(node);
		const [from, ...more] = node.from.froms;
		if (!from || more.length || node.joins?.length) refuse('DELETE over several tables');
		const own = this.#conditionOn(from) ?? refuse('DELETE from a query');
		const out = super.transformDeleteQuery(node, queryId);
		return { ...out, ...this.#where(out.where, [own]) };
	}

	protected override transformInsertQuery(node: InsertQueryNode, queryId?: QueryId): InsertQueryNode {
		this.#refuseClauses(node);
		if (!node.into) refuse('INSERT without a table');
		this.#conditionOn(node.into);
		const { values, columns } = node;
		if (!values || !columns || !ValuesNode.is(values)) refuse('INSERT of anything but values');
		if (columns.some((column) => this.#namesColumn(column))) refuse(`a ${COLUMN} of its own: it is filled in`);
		const out = super.transformInsertQuery(node, queryId);
		return {
			...out,
			columns: [...(out.columns ?? []), ColumnNode.create(COLUMN)],
			values: ValuesNode.create(
				(out.values as ValuesNode).values.map((row) =>
					PrimitiveValueListNode.is(row)
						? PrimitiveValueListNode.create([...row.values, this.#partnershipId])
						: ValueListNode.create([...row.values, ValueNode.create(this.#partnershipId)])
				)
			)
		};
	}

	protected override transformOnConflict(node: OnConflictNode, queryId?: QueryId): OnConflictNode {
		// The key that clashes must be one within the partnership: then the row that is updated is one of its own.
		if (!node.columns?.length || node.constraint || node.indexExpression) refuse('ON CONFLICT without columns');
		if (node.updates?.some((update) => this.#namesColumn(update.column))) refuse(`a new ${COLUMN}`);
		const out = super.transformOnConflict(node, queryId);
		return { ...out, columns: [ColumnNode.create(COLUMN), ...(out.columns ?? [])] };
	}

	#refuseClauses(node: object) {
		for (const clause of CLAUSES) {
			if (clause in node && (node as Record<string, unknown>)[clause]) refuse(clause.toUpperCase());
		}
	}

	#namesColumn(node: OperationNode): boolean {
		if (ReferenceNode.is(node)) return this.#namesColumn(node.column);
		return ColumnNode.is(node) && node.column.name === COLUMN;
	}

	/** Gives the condition that keeps a table to the partnership, or null for a subquery, which has its own. */
	#conditionOn(source: OperationNode): OperationNode | null {
		const aliased = AliasNode.is(source);
		const table = aliased ? source.node : source;
		if (SelectQueryNode.is(table)) return null;
		if (!TableNode.is(table) || table.table.schema) refuse(`${table.kind} as a table`);
		const name = table.table.identifier.name;
		if (!this.#tables.has(name)) refuse(`the table ${name}`);
		const alias = aliased && IdentifierNode.is(source.alias) ? source.alias.name : name;
		return BinaryOperationNode.create(
			ReferenceNode.create(ColumnNode.create(COLUMN), TableNode.create(alias)),
			OperatorNode.create('='),
			ValueNode.create(this.#partnershipId)
		);
	}

	#where(given: WhereNode | undefined, own: OperationNode[]): { where?: WhereNode } {
		const [first, ...rest] = own;
		if (!first) return given ? { where: given } : {};
		const all = rest.reduce((left, right) => AndNode.create(left, right), first);
		return { where: WhereNode.create(given ? AndNode.create(all, ParensNode.create(given.where)) : all) };
	}
}
