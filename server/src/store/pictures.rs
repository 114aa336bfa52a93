//! The pictures table: the logo of a project's board, and what is shown where somebody shares a page.
//! Looks at no file: `domain::picture` does.

use diesel::prelude::*;

use super::schema::pictures;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::picture::{Media, PictureKind},
    error::Result,
};

/// A picture without its bytes.
#[derive(Clone, Debug, Queryable)]
pub struct Picture {
    /// What it is for.
    pub kind: PictureKind,
    /// Its format.
    pub media: Media,
    /// A digest of its bytes, for its address.
    pub tag: String,
    /// When it was chosen.
    pub changed_at: Time,
}

/// Puts a picture in the place of the one before.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    picture: &Picture,
    body: &[u8],
) -> Result<()> {
    let changed = (
        pictures::media.eq(picture.media),
        pictures::tag.eq(&picture.tag),
        pictures::body.eq(body),
        pictures::changed_at.eq(picture.changed_at),
    );
    let values = (pictures::project_id.eq(project), pictures::kind.eq(picture.kind), changed);
    each!(connection, inner => diesel::insert_into(pictures::table)
        .values(&values)
        .on_conflict((pictures::project_id, pictures::kind))
        .do_update()
        .set(changed)
        .execute(inner))?;
    Ok(())
}

/// Removes a picture; whether there was one.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, kind: PictureKind) -> Result<bool> {
    let rows = diesel::delete(pictures::table.find((project, kind))).execute(connection)?;
    Ok(rows > 0)
}

/// The pictures of a project.
pub fn of(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Picture>> {
    let rows = pictures::table.filter(pictures::project_id.eq(project)).order(pictures::kind.asc()).select((
        pictures::kind,
        pictures::media,
        pictures::tag,
        pictures::changed_at,
    ));
    Ok(rows.load(connection)?)
}

/// The bytes of a picture, with its format. Fails as not found.
pub fn body(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    kind: PictureKind,
) -> Result<(Media, Vec<u8>)> {
    let row = pictures::table.find((project, kind)).select((pictures::media, pictures::body));
    Ok(row.first(connection)?)
}
