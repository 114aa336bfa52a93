//! The numbers of projects and visitors inside queries, which the large tables have as their keys; and requests joined
//! with their standings by them.
//! Asks nothing by itself.

/// The number of a project.
macro_rules! project {
    ($id:expr) => {
        $crate::store::schema::projects::table
            .find($id)
            .select($crate::store::schema::projects::number)
            .single_value()
            .assume_not_null()
    };
}
pub(crate) use project;

/// The number of a visitor; no vote has it where there is no such visitor.
macro_rules! visitor {
    ($project:expr, $id:expr) => {
        $crate::store::schema::visitors::table
            .find(($project, $id))
            .select($crate::store::schema::visitors::number)
            .single_value()
            .assume_not_null()
    };
}
pub(crate) use visitor;

/// The requests of a project, each with its standing; the project by its id, and by its number where that is known.
macro_rules! whole {
    ($project:expr) => {
        $crate::store::numbers::whole!($project, $crate::store::numbers::project!($project))
    };
    ($project:expr, $number:expr) => {
        $crate::store::schema::requests::table
            .inner_join(
                $crate::store::schema::standings::table
                    .on($crate::store::schema::standings::request.eq($crate::store::schema::requests::number)),
            )
            .filter($crate::store::schema::requests::project_id.eq($project))
            .filter($crate::store::schema::standings::project.eq($number))
    };
}
pub(crate) use whole;
