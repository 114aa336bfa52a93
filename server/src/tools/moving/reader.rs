//! One table of one database, row by row in the order of its key, read a page at a time.
//! Both databases are asked for the same order: numbers by size, ids, bytes and text byte by byte.

use std::collections::VecDeque;

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Binary, Double, Text},
};

use super::{
    rows::{Row, Value},
    tables::{Kind, Table},
};
use crate::{db::connection::AnyConnection, error::Result};

/// How far reading has got.
#[derive(Default)]
pub struct Reader {
    ahead: VecDeque<Row>,
    after: Option<Vec<Value>>,
    begun: bool,
    ended: bool,
}

impl Reader {
    /// The next row, which stays; `None` at the end. The connection must be in a transaction, and in this one always.
    pub fn peek(&mut self, connection: &mut AnyConnection, table: &Table) -> Result<Option<&Row>> {
        if self.ahead.is_empty() && !self.ended {
            let rows = match connection {
                AnyConnection::Sqlite(inner) => self.read_sqlite(inner, table)?,
                AnyConnection::Postgres(inner) => self.read_postgres(inner, table)?,
            };
            self.begun = true;
            self.ended = rows.len() < table.stride();
            if self.ended
                && let AnyConnection::Postgres(inner) = connection
            {
                inner.batch_execute("CLOSE moving")?;
            }
            self.after = rows.last().map(|row| row.at(&table.key));
            self.ahead = rows.into();
        }
        Ok(self.ahead.front())
    }

    /// Takes the row that was peeked at.
    pub fn take(&mut self) -> Option<Row> {
        self.ahead.pop_front()
    }

    // By key, and not by a statement that is left open: rows that were read are being deleted.
    fn read_sqlite(&self, connection: &mut SqliteConnection, table: &Table) -> Result<Vec<Row>> {
        let (names, keys) = (table.names(), table.key_names());
        let mut query = sql_query(format!("SELECT {names} FROM \"{}\"", table.name))
            .into_boxed::<diesel::sqlite::Sqlite>();
        if let Some(after) = &self.after {
            let binds = vec!["?"; after.len()].join(", ");
            query = query.sql(format!(" WHERE ({keys}) > ({binds})"));
            for value in after {
                query = match value {
                    Value::Number(number) => query.bind::<BigInt, _>(*number),
                    Value::Real(real) => query.bind::<Double, _>(*real),
                    Value::Text(text) => query.bind::<Text, _>(text.clone()),
                    Value::Bytes(bytes) => query.bind::<Binary, _>(bytes.clone()),
                    Value::Null => query,
                };
            }
        }
        Ok(query.sql(format!(" ORDER BY {keys} LIMIT {}", table.stride())).load(connection)?)
    }

    // By a cursor, which sorts once where no index has the order of bytes.
    fn read_postgres(&self, connection: &mut PgConnection, table: &Table) -> Result<Vec<Row>> {
        if !self.begun {
            let columns: Vec<_> =
                table.columns.iter().map(|column| plain(&column.name, column.kind)).collect();
            let keys: Vec<_> = table
                .keys()
                .map(|column| match column.kind {
                    Kind::Text => format!("t.\"{}\" COLLATE \"C\"", column.name),
                    _ => format!("t.\"{}\"", column.name),
                })
                .collect();
            connection.batch_execute(&format!(
                "DECLARE moving NO SCROLL CURSOR FOR SELECT {} FROM \"{}\" t ORDER BY {}",
                columns.join(", "),
                table.name,
                keys.join(", ")
            ))?;
        }
        Ok(sql_query(format!("FETCH {} FROM moving", table.stride())).load(connection)?)
    }
}

/// A column as one of the few types that rows consist of.
fn plain(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Truth => format!("t.\"{name}\"::integer::bigint"),
        Kind::Small | Kind::Whole => format!("t.\"{name}\"::bigint"),
        Kind::Json => format!("t.\"{name}\"::text"),
        Kind::Big | Kind::Real | Kind::Text | Kind::Bytes | Kind::Id => format!("t.\"{name}\""),
    }
}

/// How many rows a table has.
pub fn count(connection: &mut AnyConnection, table: &Table) -> Result<u64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    let count = sql_query(format!("SELECT count(*) AS rows FROM \"{}\"", table.name));
    let count: Count = count.get_result(connection)?;
    Ok(u64::try_from(count.rows).unwrap_or(0))
}
