//! Statements that are prepared once a connection. Diesel prepares an `UPDATE` and a `DO UPDATE` again each time, since
//! the text might differ; for a statement that every vote runs, that cost more than running it.
//! Takes nothing whose text depends on its values: the name identifies the text.

use std::marker::PhantomData;

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

/// A statement with a name of its own, under which the connection keeps it prepared. An `UPDATE` or a `DO UPDATE` must
/// return something: diesel's `execute` asks a reference to the statement, which does not know this rule.
pub struct Prepared<N, Q>(Q, PhantomData<N>);

/// Names a statement; `N` must be used for this one text.
pub fn prepared<N, Q>(statement: Q) -> Prepared<N, Q> {
    Prepared(statement, PhantomData)
}

impl<N: 'static, Q> QueryId for Prepared<N, Q> {
    type QueryId = Prepared<N, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<N, Q: Query> Query for Prepared<N, Q> {
    type SqlType = Q::SqlType;
}

impl<N, Q, C> RunQueryDsl<C> for Prepared<N, Q> {}

impl<N, Q, B> QueryFragment<B> for Prepared<N, Q>
where
    B: Backend,
    Q: QueryFragment<B>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, B>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &B) -> QueryResult<bool> {
        Ok(true)
    }
}
